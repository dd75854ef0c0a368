package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.ConnectFailureReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final ConnectFailure DOWN = failure(ConnectFailureReason.UNREACHABLE);
  private static final long PATIENCE = Duration.ofSeconds(5).toNanos();
  private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

  private final Backoff backoff = new Backoff();

  private static ConnectFailure failure(ConnectFailureReason reason) {
    return new ConnectFailure(reason, "57P03", "down", null, null, null);
  }

  @Test
  void everythingMayBeTriedUntilTheFirstFailure() {
    assertThat(backoff.tryAttempt(START, PATIENCE)).isTrue();
    assertThat(backoff.tryAttempt(START, PATIENCE)).isTrue();
    assertThat(backoff.outage()).isNull();
  }

  @Test
  void afterAFailureOneAttemptAtATimeIsMade() {
    backoff.failed(DOWN, START, START);
    assertThat(backoff.tryAttempt(START, PATIENCE)).isFalse();
    long later = START + Duration.ofMillis(121).toNanos();
    assertThat(backoff.tryAttempt(later, PATIENCE)).isTrue();
    assertThat(backoff.tryAttempt(later, PATIENCE)).isFalse();
    assertThat(backoff.tryAttempt(later + PATIENCE, PATIENCE)).as("it got lost").isTrue();
  }

  @Test
  void attemptsBecomeRarerUpToFifteenSecondsAndOneFallsOnTheEndOfTheGrace() {
    List<Long> gaps = new ArrayList<>();
    long now = START;
    boolean atEndOfGrace = false;
    backoff.failed(DOWN, now, now);
    for (int i = 0; i < 12; i++) {
      Outage outage = Objects.requireNonNull(backoff.outage());
      long next = outage.nextAttempt();
      gaps.add((next - now) / 1_000_000);
      atEndOfGrace |= next - START == Backoff.GRACE_NANOS;
      now = next;
      assertThat(backoff.tryAttempt(now, PATIENCE)).isTrue();
      backoff.failed(DOWN, now, now);
    }
    assertThat(gaps.get(0)).isBetween(80L, 120L);
    assertThat(gaps.get(1)).isBetween(160L, 240L);
    assertThat(gaps.get(2)).isBetween(320L, 480L);
    assertThat(atEndOfGrace).isTrue();
    assertThat(gaps.get(11)).isBetween(12_000L, 18_000L);
    assertThat(gaps).allMatch(gap -> gap <= 18_000);
  }

  @Test
  void attemptsThatBeganBeforeTheOutageDoNotLengthenIt() {
    backoff.failed(DOWN, START - 5, START);
    Outage first = Objects.requireNonNull(backoff.outage());
    backoff.failed(DOWN, START - 3, START + 10);
    assertThat(backoff.outage()).isEqualTo(first);
  }

  @Test
  void aMissingDatabaseIsLookedForEveryHundredMillisecondsForWhoComesAnew() {
    ConnectFailure missing =
        new ConnectFailure(ConnectFailureReason.REJECTED, "3D000", "missing", null, null, null);
    long second = Duration.ofSeconds(1).toNanos();
    long now = START;
    for (int i = 0; i < 9; i++) {
      backoff.failed(missing, now - 5, now);
      Outage outage = Objects.requireNonNull(backoff.outage());
      assertThat((outage.nextAttempt() - now) / 1_000_000).isBetween(80L, 120L);
      assertThat(Backoff.hopeless(outage, second, now - 5, now)).isTrue();
      assertThat(Backoff.hopeless(outage, second, now - 4, now)).isFalse();
      now = outage.nextAttempt();
    }
  }

  @Test
  void successEndsTheOutage() {
    backoff.failed(DOWN, START, START);
    backoff.succeeded();
    assertThat(backoff.outage()).isNull();
    assertThat(backoff.tryAttempt(START, PATIENCE)).isTrue();
  }

  @Test
  void aShortOutageIsWaitedForAWrongPasswordIsNot() {
    Outage down = new Outage(START, 3, START, DOWN);
    long second = Duration.ofSeconds(1).toNanos();
    assertThat(Backoff.hopeless(down, 30 * second, START, START + 2 * second - 1)).isFalse();
    assertThat(Backoff.hopeless(down, 30 * second, START, START + 2 * second)).isTrue();
    assertThat(Backoff.hopeless(down, second, START, START + second)).isTrue();
    assertThat(Backoff.hopeless(down, 0, START, START + 2 * second - 1)).isFalse();
    Outage rejected = new Outage(START, 1, START, failure(ConnectFailureReason.REJECTED));
    assertThat(Backoff.hopeless(rejected, 30 * second, START, START)).isTrue();
  }
}
