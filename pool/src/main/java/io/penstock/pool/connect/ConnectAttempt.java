package io.penstock.pool.connect;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.penstock.config.TlsMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One try to reach an endpoint: name lookup, TCP to one address after the other, TLS, and then what
 * the owner does with the open channel, all within one timeout. Ends exactly once. Confined to its
 * event loop.
 */
final class ConnectAttempt {
  private final Bootstrap bootstrap;
  private final EventLoop loop;
  private final Endpoint endpoint;
  private final Consumer<ConnectFailure> onFailure;
  private final ConnectFailures failures;
  private String stage = "looking up its address";
  private @Nullable Future<?> timer;
  private @Nullable Channel channel;
  private boolean ended;

  ConnectAttempt(
      Bootstrap bootstrap, EventLoop loop, Endpoint endpoint, Consumer<ConnectFailure> onFailure) {
    this.bootstrap = bootstrap;
    this.loop = loop;
    this.endpoint = endpoint;
    this.onFailure = onFailure;
    this.failures = new ConnectFailures(endpoint);
  }

  /**
   * Begins.
   *
   * @param ready gets the open channel, encrypted if that was asked for, and adds its handlers
   */
  void start(AddressLookup lookup, Duration timeout, Consumer<Channel> ready) {
    assert loop.inEventLoop();
    timer =
        loop.schedule(
            () -> fail(failures.timeout(timeout, stage)), timeout.toNanos(), TimeUnit.NANOSECONDS);
    lookup.find(endpoint.host(), loop, (addresses, problem) -> found(addresses, problem, ready));
  }

  ConnectFailures failures() {
    return failures;
  }

  boolean ended() {
    return ended;
  }

  /** What is going on, for the message of a timeout. */
  void stage(String what) {
    stage = what;
  }

  /** It has worked; the timeout ends. */
  void succeed() {
    end();
  }

  /** It has not; closes the channel. Only the first call counts. */
  void fail(ConnectFailure failure) {
    if (ended) {
      return;
    }
    end();
    if (channel != null) {
      Outbound.close(channel);
    }
    onFailure.accept(failure);
  }

  private void end() {
    ended = true;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void found(
      List<InetAddress> addresses,
      @Nullable UnknownHostException problem,
      Consumer<Channel> ready) {
    if (ended) {
      return;
    }
    if (problem != null) {
      fail(failures.unknownHost(problem));
      return;
    }
    stage = "opening a TCP connection";
    connect(addresses, 0, ready);
  }

  private void connect(List<InetAddress> addresses, int index, Consumer<Channel> ready) {
    InetSocketAddress address = new InetSocketAddress(addresses.get(index), endpoint.port());
    ChannelFuture connecting = bootstrap.connect(address);
    channel = connecting.channel();
    connecting.addListener(done -> {
      if (ended) {
        Outbound.close(connecting.channel());
      } else if (done.isSuccess()) {
        secure(connecting.channel(), ready);
      } else if (index + 1 < addresses.size()) {
        connect(addresses, index + 1, ready);
      } else {
        fail(failures.unreachable(done.cause()));
      }
    });
  }

  private void secure(Channel open, Consumer<Channel> ready) {
    TlsMode mode = endpoint.tls().mode();
    if (mode == TlsMode.DISABLE || mode == TlsMode.ALLOW) {
      ready.accept(open);
      return;
    }
    stage = "agreeing on TLS";
    open.pipeline().addLast("tls-negotiation", new TlsNegotiationHandler(endpoint, this, ready));
  }
}
