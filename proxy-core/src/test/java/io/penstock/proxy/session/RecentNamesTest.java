package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentNamesTest {
  private final RecentNames names = new RecentNames(10);

  @Test
  void namesThatAreNeverUsedAgainGiveWayToThoseThatAre() {
    names.add("always");
    for (int i = 0; i < 10_000; i++) {
      names.add("once " + i);
      assertThat(names.contains("always")).as("after " + i).isTrue();
    }
    assertThat(remembered(10_000)).isBetween(9L, 20L);
    assertThat(names.contains("once 0")).isFalse();
    assertThat(names.contains("once 9999")).isTrue();
  }

  @Test
  void theLastNamesUpToTheLimitAreRemembered() {
    for (int i = 0; i < 100; i++) {
      names.add("once " + i);
      for (int j = Math.max(0, i - 9); j <= i; j++) {
        int last = j;
        // Asked of a copy: asking is a use.
        RecentNames same = filled(i);
        assertThat(same.contains("once " + last)).as(last + " after " + i).isTrue();
      }
    }
  }

  @Test
  void nothingIsRememberedAfterClear() {
    IntStream.range(0, 15).forEach(i -> names.add("once " + i));
    names.clear();
    assertThat(remembered(15)).isZero();
  }

  @Test
  void manyThreadsDoNotMakeItGrow() {
    IntStream.range(0, 100_000).parallel().forEach(i -> names.add("once " + i));
    // Each thread may add one name to a generation that is full already.
    assertThat(remembered(100_000))
        .isLessThanOrEqualTo(2L * (10 + Runtime.getRuntime().availableProcessors()));
  }

  private static RecentNames filled(int last) {
    RecentNames names = new RecentNames(10);
    IntStream.rangeClosed(0, last).forEach(i -> names.add("once " + i));
    return names;
  }

  private long remembered(int added) {
    return IntStream.range(0, added).filter(i -> names.contains("once " + i)).count();
  }
}
