package io.penstock.sql.shard;

import org.jspecify.annotations.Nullable;

/** The parameters of a Bind, and what its Parse has declared them to be. Numbers begin with 1. */
public interface BoundParameters {
  /** How many there are. */
  int count();

  /** The OID that Parse has declared; 0 for none. */
  int type(int number);

  /** Whether its format is binary. */
  boolean binary(int number);

  /** Its value, which is only read; null for NULL. */
  byte @Nullable [] value(int number);
}
