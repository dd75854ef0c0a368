package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.BreakerConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeHealthTest {
  private final TestNodes.TestTime time = new TestNodes.TestTime();
  private final NodeHealth health = new NodeHealth("a", TestNodes.BREAKER, time);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      time.advance(Duration.ofSeconds(1));
      health.failed(NodeFailure.CONNECT);
    }
  }

  @Test
  void theBreakerOpensAtTheLastOfSoManyFailuresInARow() {
    fail(2);
    assertThat(health.breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(health.admits()).isTrue();
    fail(1);
    assertThat(health.breaker()).isEqualTo(BreakerState.OPEN);
    assertThat(health.admits()).isFalse();
  }

  @Test
  void aSuccessInBetweenBeginsTheCountAnew() {
    fail(2);
    health.succeeded();
    fail(2);
    assertThat(health.breaker()).isEqualTo(BreakerState.CLOSED);
    fail(1);
    assertThat(health.breaker()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void connectionsThatEndAtOnceAreOneFailure() {
    for (int i = 0; i < 100; i++) {
      health.failed(NodeFailure.CONNECTION_LOST);
    }
    assertThat(health.breaker()).isEqualTo(BreakerState.CLOSED);
    fail(2);
    assertThat(health.breaker()).isEqualTo(BreakerState.OPEN);
  }

  @Test
  void whatFailedWhileItWasThePrimaryIsForgottenOnceItIsAReplica() {
    fail(3);
    health.demoted();
    assertThat(health.breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(health.admits()).isTrue();
    fail(2);
    assertThat(health.admits()).as("it counts anew").isTrue();
    fail(1);
    assertThat(health.admits()).isFalse();
  }

  @Test
  void theFirstProbeAfterTheTimeIsOverClosesIt() {
    fail(3);
    time.advance(Duration.ofSeconds(59));
    health.probed(null);
    assertThat(health.breaker()).isEqualTo(BreakerState.OPEN);
    time.advance(Duration.ofSeconds(2));
    health.probed(null);
    assertThat(health.breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(health.admits()).isTrue();
  }

  @Test
  void aProbeThatFailsThenOpensItForAsLongAgain() {
    fail(3);
    time.advance(Duration.ofSeconds(61));
    health.probed(NodeFailure.TIMEOUT);
    assertThat(health.breaker()).isEqualTo(BreakerState.OPEN);
    time.advance(Duration.ofSeconds(59));
    health.probed(null);
    assertThat(health.admits()).isFalse();
    time.advance(Duration.ofSeconds(2));
    health.probed(null);
    assertThat(health.admits()).isTrue();
  }

  @Test
  void clientsNeitherCloseAnOpenBreakerNorKeepItOpen() {
    fail(3);
    health.succeeded();
    assertThat(health.breaker()).isEqualTo(BreakerState.OPEN);
    time.advance(Duration.ofSeconds(61));
    fail(5);
    health.probed(null);
    assertThat(health.breaker()).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void probesThatFailOpenIt() {
    for (int i = 0; i < 3; i++) {
      time.advance(Duration.ofSeconds(1));
      health.probed(NodeFailure.TIMEOUT);
    }
    assertThat(health.admits()).isFalse();
  }

  @Test
  void aBanHoldsUntilItsTimeOrUntilItIsTakenBack() {
    health.ban(new NodeBan(time.instant().plusSeconds(300), "its disk is replaced"));
    assertThat(health.admits()).isFalse();
    assertThat(health.ban())
        .isNotNull()
        .extracting(NodeBan::reason)
        .isEqualTo("its disk is replaced");
    time.advance(Duration.ofSeconds(300));
    assertThat(health.ban()).isNull();
    health.probed(null);
    assertThat(health.admits()).isTrue();

    health.ban(new NodeBan(null, null));
    time.advance(Duration.ofDays(1000));
    health.probed(null);
    assertThat(health.admits()).isFalse();
    health.ban(null);
    assertThat(health.admits()).isTrue();
  }

  @Test
  void aBanDoesNotTouchTheBreakerNorTheBreakerTheBan() {
    fail(3);
    health.ban(new NodeBan(null, null));
    health.ban(null);
    assertThat(health.admits()).isFalse();
    health.ban(new NodeBan(null, null));
    time.advance(Duration.ofSeconds(61));
    health.probed(null);
    assertThat(health.breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(health.admits()).isFalse();
  }

  @Test
  void otherRulesBeginWithAClosedBreakerAndTheSameOnesChangeNothing() {
    fail(3);
    health.configure("a", TestNodes.BREAKER);
    assertThat(health.breaker()).isEqualTo(BreakerState.OPEN);
    health.configure("a", new BreakerConfig(1, Duration.ofSeconds(1)));
    assertThat(health.admits()).isTrue();
    fail(1);
    assertThat(health.admits()).isFalse();
  }
}
