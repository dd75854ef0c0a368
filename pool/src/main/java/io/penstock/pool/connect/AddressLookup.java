package io.penstock.pool.connect;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds a host's addresses anew for every connection, off the event loop because the platform's
 * resolver blocks. (The platform may keep an answer for up to networkaddress.cache.ttl, 30 s.)
 */
final class AddressLookup {
  private final Executor blocking;

  AddressLookup(Executor blocking) {
    this.blocking = blocking;
  }

  /** Calls back on the loop, at once for an IP address: with addresses, or with what went wrong. */
  void find(
      String host,
      EventLoop loop,
      BiConsumer<List<InetAddress>, @Nullable UnknownHostException> found) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal != null) {
      try {
        found.accept(List.of(InetAddress.getByAddress(host, literal)), null);
      } catch (UnknownHostException e) {
        found.accept(List.of(), e);
      }
      return;
    }
    blocking.execute(() -> {
      List<InetAddress> addresses = List.of();
      UnknownHostException failure = null;
      try {
        addresses = List.of(InetAddress.getAllByName(host));
      } catch (UnknownHostException e) {
        failure = e;
      }
      List<InetAddress> result = addresses;
      UnknownHostException problem = failure;
      post(loop, () -> found.accept(result, problem));
    });
  }

  private static void post(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop is shut down, and with it everybody who could have wanted the answer.
      Thread.currentThread().interrupt();
    }
  }
}
