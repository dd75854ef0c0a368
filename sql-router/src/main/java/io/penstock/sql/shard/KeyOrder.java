package io.penstock.sql.shard;

import io.penstock.config.KeyForm;

/** The order of values of one type, in which ranges stand. */
final class KeyOrder {
  private KeyOrder() {}

  /** Texts are compared byte by byte, as under the collation "C"; false is below true. */
  static int compare(KeyValue left, KeyValue right) {
    return switch (left) {
      case KeyValue.Whole ours when right instanceof KeyValue.Whole theirs ->
          Long.compare(ours.value(), theirs.value());
      case KeyValue.Text ours when right instanceof KeyValue.Text theirs ->
          KeyForm.TEXT.compare(ours.value(), theirs.value());
      case KeyValue.Uuid ours when right instanceof KeyValue.Uuid theirs -> {
        int high = Long.compareUnsigned(ours.high(), theirs.high());
        yield high == 0 ? Long.compareUnsigned(ours.low(), theirs.low()) : high;
      }
      case KeyValue.Day ours when right instanceof KeyValue.Day theirs ->
          Integer.compare(ours.days(), theirs.days());
      case KeyValue.Moment ours when right instanceof KeyValue.Moment theirs ->
          Long.compare(ours.micros(), theirs.micros());
      case KeyValue.Truth ours when right instanceof KeyValue.Truth theirs ->
          Boolean.compare(ours.value(), theirs.value());
      default -> throw new IllegalArgumentException("the values are of two types");
    };
  }
}
