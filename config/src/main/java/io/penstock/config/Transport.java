package io.penstock.config;

/** How Netty talks to sockets. */
public enum Transport {
  /** The best that this machine offers. */
  AUTO,

  /** Linux epoll. */
  EPOLL,

  /** The JDK's own, everywhere. */
  NIO
}
