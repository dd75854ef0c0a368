package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigDifferenceTest {
  private static final String OLD =
      """
      listen: {port: 6432}
      users:
        app: {password: hunter2}
        gone: {password: hunter2}
      databases:
        shop:
          nodes: [{name: pg-a, host: a, weight: 2}, {name: pg-b, host: b}]
      """;

  @Test
  void theSameFileChangesNothing() {
    assertThat(changes(OLD, OLD)).isEmpty();
  }

  @Test
  void everyChangeIsNamedWithBothValuesAndNodesGoByTheirNames() {
    assertThat(
            changes(
                OLD,
                """
                listen: {port: 6433, event-loops: 2, tls: {mode: disable}}
                admin: {users: [app], port: 0}
                users:
                  app: {password: hunter3}
                  new: {password: hunter4, pool-size: 3}
                pool: {max-wait: off}
                databases:
                  shop:
                    nodes: [{name: pg-b, host: b2}, {name: pg-c, host: c, port: 5433}]
                    pool: {size: 5}
                """))
        .containsExactly(
            "listen.port: 6432 -> 6433 (needs a restart)",
            "listen.tls: absent -> {mode: disable}",
            "listen.event-loops: 0 -> 2 (needs a restart)",
            "admin.port: 6480 -> 0 (needs a restart)",
            "admin.users: [] -> [app]",
            "users.app.password: *** -> ***",
            "users.gone: {password: ***} -> absent",
            "users.new: absent -> {password: ***, pool-size: 3}",
            "pool.max-wait: 30s -> off",
            "databases.shop.nodes[pg-a]: {name: pg-a, host: a, weight: 2} -> absent",
            "databases.shop.nodes[pg-b].host: b -> b2",
            "databases.shop.nodes[pg-c]: absent -> {name: pg-c, host: c, port: 5433}",
            "databases.shop.pool.size: 25 -> 5",
            "databases.shop.pool.max-wait: 30s -> off");
  }

  @Test
  void theOrderOfNodesIsAChange() {
    assertThat(
            changes(
                "databases: {shop: {nodes: [{name: x, host: a}, {name: y, host: b}]}}",
                "databases: {shop: {nodes: [{name: y, host: b}, {name: x, host: a}]}}"))
        .containsExactly("databases.shop.nodes: [x, y] -> [y, x]");
  }

  @Test
  void aRuleIsShownWithItsWholeList() {
    String rules = "authentication: {rules: [{address: 10.0.0.0/8, method: md5}]}\n";
    assertThat(changes(OLD, OLD + rules))
        .containsExactly("authentication.rules: [] -> [{address: 10.0.0.0/8, method: md5}]");
  }

  @Test
  void exactlyTheKeysThatAreBoundAtTheStartNeedARestart() {
    assertThat(ConfigKey.of(ListenConfig.class).stream().filter(ConfigDifferenceTest::restart))
        .extracting(ConfigKey::name)
        .containsExactly("address", "port", "backlog", "reuse-port", "event-loops", "transport");
    assertThat(ConfigKey.of(AdminConfig.class).stream().filter(ConfigDifferenceTest::restart))
        .extracting(ConfigKey::name)
        .containsExactly("address", "port");
  }

  private static boolean restart(ConfigKey key) {
    return key.has(NeedsRestart.class);
  }

  private static List<String> changes(String old, String now) {
    return ConfigDifference.between(ConfigLoader.parse(old), ConfigLoader.parse(now)).stream()
        .map(ConfigDifference.Change::toString)
        .toList();
  }
}
