package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelBoundTest {
  @Test
  void combinationsBeyondTheLimitBecomeOtherAndKnownOnesStay() {
    LabelBound bound = new LabelBound(2);
    assertThat(bound.labels("shop", "ann")).containsExactly("shop", "ann");
    assertThat(bound.labels("shop", "bob")).containsExactly("shop", "bob");
    assertThat(bound.labels("shop", "eve")).containsExactly("other", "other");
    assertThat(bound.labels("shop", "ann")).containsExactly("shop", "ann");
  }

  @Test
  void longNamesAreCutAndNeverInTheMiddleOfACharacter() {
    LabelBound bound = new LabelBound(10);
    assertThat(bound.labels("x".repeat(64))).containsExactly("x".repeat(63));
    assertThat(bound.labels("y".repeat(62) + "😀")).containsExactly("y".repeat(62));
  }

  @Test
  void aCrowdOfThreadsGetsNoMoreThanTheLimit() {
    LabelBound bound = new LabelBound(100);
    Set<List<String>> given = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 10_000)
        .parallel()
        .forEach(i -> given.add(bound.labels("database" + i % 1000, "user")));
    assertThat(given).hasSize(101).contains(List.of("other", "other"));
  }

  @Test
  void whatIsReleasedByAllWhoUsedItMakesRoomForAnother() {
    LabelBound bound = new LabelBound(1);
    List<String> first = bound.labels("shop", "ann");
    bound.labels("shop", "ann");
    List<String> folded = bound.labels("shop", "bob");
    bound.release(folded);
    bound.release(first);
    assertThat(bound.labels("shop", "bob")).containsExactly("other", "other");
    bound.release(first);
    assertThat(bound.labels("shop", "bob")).containsExactly("shop", "bob");
  }
}
