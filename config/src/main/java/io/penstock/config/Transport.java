package io.penstock.config;

import java.util.Locale;

/** How Netty talks to sockets. */
public enum Transport {
  /** The best that this machine offers: io_uring, else epoll, else the JDK's own. */
  AUTO,

  /** Linux io_uring. */
  IO_URING,

  /** Linux epoll. */
  EPOLL,

  /** The JDK's own, everywhere. */
  NIO;

  /** As it is written in the configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
