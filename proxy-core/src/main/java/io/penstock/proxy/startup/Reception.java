package io.penstock.proxy.startup;

import io.netty.channel.ChannelHandler;
import io.penstock.proxy.auth.LoginExchanges;
import io.penstock.proxy.auth.StrangerSecrets;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What all clients that are logging in share. One for the whole server. Safe on any thread.
 *
 * <p>Clients that have not proved who they are do not count under max-clients, so that strangers
 * cannot keep users out; how many there may be is bounded apart from it.
 */
public final class Reception {
  private final ClientDoor door;
  private final Supplier<StartupSettings> settings;
  private final LoginExchanges exchanges;
  private final ClientLimits limits = new ClientLimits();
  private final LoginQueue queue = new LoginQueue();
  private final LoginFailures failures = new LoginFailures(System::nanoTime);
  private final AtomicInteger strangers = new AtomicInteger();

  /**
   * @param settings asked once for every client, on its event loop
   * @param executor where PBKDF2 may run: virtual threads, never an event loop
   */
  public Reception(
      ClientDoor door,
      Supplier<StartupSettings> settings,
      StrangerSecrets strangerSecrets,
      Executor executor) {
    this.door = door;
    this.settings = settings;
    this.exchanges = new LoginExchanges(strangerSecrets, executor);
  }

  /** A new handler for one accepted channel; it turns reading off and on by itself. */
  public ChannelHandler newHandler() {
    return new StartupHandler(this, settings.get());
  }

  /** The count of authenticated clients. */
  public ClientLimits limits() {
    return limits;
  }

  /** How many connections have not proved who they are. */
  public int strangers() {
    return strangers.get();
  }

  /** How many clients wait for their turn to log in. */
  public int waitingLogins() {
    return queue.waiting();
  }

  /** Counts a connection; false when there are too many, which counts it all the same. */
  boolean arrived(int max) {
    return strangers.incrementAndGet() <= max;
  }

  void left() {
    strangers.decrementAndGet();
  }

  ClientDoor door() {
    return door;
  }

  LoginExchanges exchanges() {
    return exchanges;
  }

  LoginQueue queue() {
    return queue;
  }

  LoginFailures failures() {
    return failures;
  }
}
