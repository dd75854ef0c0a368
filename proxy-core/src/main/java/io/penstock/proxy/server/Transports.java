package io.penstock.proxy.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.penstock.config.ListenConfig;
import io.penstock.config.Transport;
import io.penstock.pool.connect.BackendTransport;
import io.penstock.pool.connect.IoUringReads;
import org.jspecify.annotations.Nullable;

/**
 * The event loops and the kinds of channel that fit them.
 *
 * @param transport which of them, never AUTO
 */
record Transports(Transport transport, BackendTransport channels) {
  /**
   * Starts the event loops.
   *
   * @throws IllegalStateException if the transport that is asked for is not to be had here
   */
  static Transports open(ListenConfig listen) {
    int loops =
        listen.eventLoops() == 0 ? Runtime.getRuntime().availableProcessors() : listen.eventLoops();
    Transport transport = chosen(listen.transport());
    return new Transports(
        transport,
        switch (transport) {
          case IO_URING -> BackendTransport.ioUring(loops);
          case EPOLL -> BackendTransport.epoll(loops);
          case NIO, AUTO -> BackendTransport.nio(loops);
        });
  }

  private static Transport chosen(Transport wanted) {
    return switch (wanted) {
      case AUTO -> best();
      case IO_URING -> {
        if (!IoUringReads.available()) {
          throw missing(wanted, IoUring.unavailabilityCause());
        }
        yield wanted;
      }
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          throw missing(wanted, Epoll.unavailabilityCause());
        }
        yield wanted;
      }
      case NIO -> wanted;
    };
  }

  /** Containers often forbid io_uring. */
  private static Transport best() {
    if (IoUringReads.available()) {
      return Transport.IO_URING;
    }
    return Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
  }

  private static IllegalStateException missing(Transport wanted, @Nullable Throwable obstacle) {
    return new IllegalStateException(
        "listen.transport: " + wanted.key() + " is not available here (use auto or nio)", obstacle);
  }

  EventLoopGroup group() {
    return channels.group();
  }

  /** Whether several processes may listen on one port. */
  boolean sharesPorts() {
    return transport != Transport.NIO;
  }
}
