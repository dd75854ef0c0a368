package io.penstock.sql.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.Consistency;
import io.penstock.config.RuleRoute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteHintTest {
  @Test
  void hintsAreReadWithAnySeparatorAndCase() {
    assertThat(RouteHint.read(" PRIMARY ")).isEqualTo(new RouteHint(RuleRoute.PRIMARY, null, null));
    assertThat(RouteHint.read("replica, consistency=Bounded"))
        .isEqualTo(new RouteHint(RuleRoute.REPLICA, Consistency.BOUNDED, null));
    assertThat(RouteHint.read("node=Pg-B consistency=eventual"))
        .isEqualTo(new RouteHint(null, Consistency.EVENTUAL, "Pg-B"));
    assertThat(RouteHint.read("auto")).isEqualTo(RouteHint.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "leader", "consistency=", "consistency=weak", "node=", "primary; x"})
  void whatAsksForNothingKnownIsNoHint(String text) {
    assertThat(RouteHint.read(text)).isNull();
  }

  @Test
  void aStatementsHintIsLaidOverTheSessionsRoute() {
    RouteHint session = new RouteHint(RuleRoute.REPLICA, Consistency.BOUNDED, null);
    assertThat(new RouteHint(RuleRoute.PRIMARY, null, null).over(session))
        .isEqualTo(new RouteHint(RuleRoute.PRIMARY, Consistency.BOUNDED, null));
    assertThat(new RouteHint(null, null, "a").over(session))
        .isEqualTo(new RouteHint(null, Consistency.BOUNDED, "a"));
    assertThat(RouteHint.NONE.over(session)).isEqualTo(session);
  }
}
