package io.penstock.config;

/** How a client proves who it is. */
public enum AuthenticationMethod {
  /** SCRAM-SHA-256. */
  SCRAM_SHA_256,

  /** PostgreSQL's old MD5 exchange. */
  MD5,

  /** The password itself, over TLS only. */
  PASSWORD,

  /** A client certificate whose common name is the user. */
  CERTIFICATE,

  /** Nothing is asked; allowed only for explicit addresses. */
  TRUST,

  /** Nobody gets in. */
  REJECT
}
