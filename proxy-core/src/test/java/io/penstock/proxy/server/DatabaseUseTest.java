package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DatabaseUseTest {
  private static final int LIMIT = 2;

  private final Set<String> named = new HashSet<>(Set.of("shop"));
  private final Set<String> held = new HashSet<>();
  private final List<String> forgotten = new ArrayList<>();
  private long now;
  private final DatabaseUse use =
      new DatabaseUse(named::contains, held::contains, forgotten::add, () -> now);

  private boolean enter(String database) {
    return use.enter(database, LIMIT);
  }

  private void leave(String database) {
    use.leave(database, there -> true);
  }

  @Test
  void namesThatTheConfigurationHasAreNeitherCountedNorForgotten() {
    assertThat(List.of(enter("shop"), enter("a"), enter("b"))).containsOnly(true);
    assertThat(enter("c")).isFalse();
    leave("shop");
    now += 1000;
    use.forgetUnused(10);
    assertThat(forgotten).isEmpty();
  }

  @Test
  void theDatabaseUnusedForLongestMakesRoomAndOneWithClientsNever() {
    enter("a");
    enter("b");
    leave("b");
    now++;
    leave("a");
    assertThat(enter("c")).isTrue();
    assertThat(forgotten).containsExactly("b");
    enter("a");
    assertThat(enter("d")).isFalse();
    assertThat(forgotten).containsExactly("b");
  }

  @Test
  void aDatabaseIsForgottenWhenItsLastClientHasBeenGoneForSoLong() {
    enter("a");
    enter("a");
    leave("a");
    now = 100;
    use.forgetUnused(10);
    assertThat(forgotten).as("one client is left").isEmpty();
    leave("a");
    now = 109;
    use.forgetUnused(10);
    assertThat(forgotten).isEmpty();
    now = 110;
    use.forgetUnused(0);
    assertThat(forgotten).as("the timeout is off").isEmpty();
    use.forgetUnused(10);
    use.forgetUnused(10);
    assertThat(forgotten).containsExactly("a");
  }

  @Test
  void aNameThatNoServerKnowsGoesFirstAndSoon() {
    enter("a");
    leave("a");
    now = 1;
    enter("b");
    use.leave("b", there -> false);
    enter("c");
    assertThat(forgotten).containsExactly("b");
    use.leave("c", there -> false);
    now += TimeUnit.SECONDS.toNanos(5) - 1;
    use.forgetUnused(0);
    assertThat(forgotten).containsExactly("b");
    now++;
    use.forgetUnused(0);
    assertThat(forgotten).containsExactly("b", "c");
  }

  @Test
  void whatAnAdministratorHasPausedStaysAndCountsUntilItIsResumed() {
    enter("a");
    enter("b");
    held.add("a");
    leave("a");
    now = 100;
    use.forgetUnused(10);
    assertThat(enter("c")).as("a is held and b has a client").isFalse();
    held.clear();
    use.forgetUnused(10);
    assertThat(forgotten).containsExactly("a");
  }

  @Test
  void aReloadThatNamesADatabaseKeepsItAndOneThatDoesNotLetsItGo() {
    enter("a");
    leave("a");
    enter("shop");
    leave("shop");
    named.add("a");
    named.remove("shop");
    now = 100;
    use.forgetUnused(10);
    assertThat(forgotten).containsExactly("shop");
  }
}
