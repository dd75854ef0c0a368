package io.penstock.config;

/** Which kind of connection a host rule is about, in the words of pg_hba.conf. */
public enum HostRuleType {
  /** TCP, with or without TLS. */
  HOST,

  /** TCP with TLS. */
  HOSTSSL,

  /** TCP without TLS. */
  HOSTNOSSL,

  /** A Unix-domain socket. */
  LOCAL
}
