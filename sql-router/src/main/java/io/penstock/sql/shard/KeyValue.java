package io.penstock.sql.shard;

/**
 * A key in canonical form: values that PostgreSQL holds equal are equal, whatever the width of
 * their type or their spelling. Immutable.
 *
 * <p>Texts are equal when their bytes are, as under every deterministic collation. Values of
 * different records are never equal, not even a day and the midnight it begins with.
 */
public sealed interface KeyValue {
  /** 64 bits that depend on the value alone: the same in every process, version and locale. */
  long hash();

  /** A whole number. */
  record Whole(long value) implements KeyValue {
    @Override
    public long hash() {
      return XxHash64.hash(value, 0);
    }
  }

  /** A text. */
  record Text(String value) implements KeyValue {
    @Override
    public long hash() {
      return XxHash64.hash(value, 0);
    }
  }

  /** A UUID: its first and its last eight bytes. */
  record Uuid(long high, long low) implements KeyValue {
    @Override
    public long hash() {
      return XxHash64.hash(low, XxHash64.hash(high, 0));
    }
  }

  /** A day, counted from 2000-01-01. */
  record Day(int days) implements KeyValue {
    @Override
    public long hash() {
      return XxHash64.hash(days, 0);
    }
  }

  /**
   * A point of time.
   *
   * @param micros microseconds since 2000-01-01 00:00, in UTC if zoned
   * @param zoned whether it is a timestamptz's
   */
  record Moment(long micros, boolean zoned) implements KeyValue {
    @Override
    public long hash() {
      return XxHash64.hash(micros, 0);
    }
  }

  /** True or false. */
  record Truth(boolean value) implements KeyValue {
    @Override
    public long hash() {
      return XxHash64.hash(value ? 1 : 0, 0);
    }
  }
}
