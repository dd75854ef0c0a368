package io.penstock.proxy;

/**
 * How much of what is random is tried: few for every build, more with {@code
 * -Dpenstock.test.scale=5}.
 */
public final class TestScale {
  private static final int SCALE = Integer.getInteger("penstock.test.scale", 1);

  private TestScale() {}

  /** The count of a usual build, times the scale asked for. */
  public static int times(int count) {
    return Math.multiplyExact(count, SCALE);
  }
}
