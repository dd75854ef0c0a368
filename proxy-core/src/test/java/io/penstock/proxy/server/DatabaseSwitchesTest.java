package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseSwitchesTest {
  private final DatabaseSwitches switches = new DatabaseSwitches();

  @Test
  void onePausedDatabaseLeavesTheOthersAndTheWholeAsTheyWere() {
    switches.pause("shop");
    assertThat(switches.paused("shop")).isTrue();
    assertThat(switches.paused("orders")).isFalse();
    assertThat(switches.paused(null)).isFalse();
  }

  @Test
  void pausingAllPausesEvenTheDatabasesThatAreNotKnownYet() {
    switches.pause(null);
    assertThat(switches.paused(null)).isTrue();
    assertThat(switches.paused("shop")).isTrue();
  }

  @Test
  void resumingOneOfAllExemptsItUntilAllArePausedAnew() {
    switches.pause(null);
    switches.resume("shop");
    assertThat(switches.paused("shop")).isFalse();
    assertThat(switches.paused("orders")).isTrue();
    switches.pause("shop");
    assertThat(switches.paused("shop")).isTrue();
    switches.resume("shop");
    switches.pause(null);
    assertThat(switches.paused("shop")).isTrue();
  }

  @Test
  void resumingAllEndsEveryPause() {
    switches.pause("shop");
    switches.pause(null);
    switches.resume(null);
    assertThat(switches.paused("shop")).isFalse();
    assertThat(switches.paused(null)).isFalse();
  }

  @Test
  void disablingIsIndependentOfPausing() {
    switches.disable("shop", true);
    switches.pause("shop");
    switches.resume(null);
    assertThat(switches.disabled("shop")).isTrue();
    switches.disable("shop", false);
    assertThat(switches.disabled("shop")).isFalse();
  }
}
