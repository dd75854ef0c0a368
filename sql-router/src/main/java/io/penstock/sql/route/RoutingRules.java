package io.penstock.sql.route;

import io.penstock.config.RoutingRuleConfig;
import io.penstock.sql.Fingerprint;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.Facts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a database, in the order of the file. Which match a session and which match a
 * statement is found once for each, as bits; where both are set the rule applies. Immutable.
 */
final class RoutingRules {
  private static final int MOST = Long.SIZE;

  private final List<RoutingRule> rules = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if there are more than 64
   */
  RoutingRules(List<RoutingRuleConfig> configs) {
    if (configs.size() > MOST) {
      throw new IllegalArgumentException(
          "rules: " + configs.size() + " (expected: <= " + MOST + ")");
    }
    for (int index = 0; index < configs.size(); index++) {
      String name = configs.get(index).name();
      rules.add(RoutingRule.of(name == null ? "rules[" + index + "]" : name, configs.get(index)));
    }
  }

  int size() {
    return rules.size();
  }

  RoutingRule rule(int index) {
    return rules.get(index);
  }

  long session(String user, String application) {
    long bits = 0;
    for (int index = 0; index < rules.size(); index++) {
      bits |= rules.get(index).matchesSession(user, application) ? 1L << index : 0;
    }
    return bits;
  }

  long statement(Fingerprint fingerprint, Facts facts, @Nullable Catalog catalog, SearchPath path) {
    long bits = 0;
    for (int index = 0; index < rules.size(); index++) {
      boolean matches = rules.get(index).matchesStatement(fingerprint, facts, catalog, path);
      bits |= matches ? 1L << index : 0;
    }
    return bits;
  }
}
