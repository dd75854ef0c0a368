package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RotationTest {
  private static final long SECOND = 1_000_000_000L;

  private final Rotation rotation = new Rotation(10 * SECOND);

  @Test
  void whoIsThereFromTheBeginningHasItsWholeShare() {
    rotation.in(0);
    assertThat(rotation.share(0)).isEqualTo(1);
  }

  @Test
  void theShareOfOneThatReturnsGrows() {
    rotation.in(0);
    rotation.out();
    rotation.in(100 * SECOND);
    assertThat(rotation.share(100 * SECOND)).isEqualTo(0.05);
    assertThat(rotation.share(105 * SECOND)).isEqualTo(0.5);
    rotation.in(106 * SECOND);
    assertThat(rotation.share(109 * SECOND)).isEqualTo(0.9);
    assertThat(rotation.share(110 * SECOND)).isEqualTo(1);
    assertThat(rotation.share(1000 * SECOND)).isEqualTo(1);
  }

  @Test
  void offIsNoSlowStart() {
    Rotation sudden = new Rotation(0);
    sudden.out();
    sudden.in(5);
    assertThat(sudden.share(5)).isEqualTo(1);
  }
}
