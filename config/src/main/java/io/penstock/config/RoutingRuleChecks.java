package io.penstock.config;

import java.util.List;
import java.util.Set;

/** Whether rules of routing can match something, and do something then. */
final class RoutingRuleChecks {
  /** Which rules match is kept as the bits of a long. */
  private static final int MOST = 64;

  private final Findings findings;
  private final Set<String> users;
  private final boolean usersAreListed;

  /**
   * @param usersAreListed whether nobody but these users can log in
   */
  RoutingRuleChecks(Findings findings, Set<String> users, boolean usersAreListed) {
    this.findings = findings;
    this.users = users;
    this.usersAreListed = usersAreListed;
  }

  void run(String path, List<RoutingRuleConfig> rules) {
    if (rules.size() > MOST) {
      findings.refuse(path, "found " + rules.size() + " rules", "at most " + MOST);
    }
    for (int index = 0; index < rules.size(); index++) {
      rule(KeyPath.item(path, index), rules.get(index));
    }
  }

  private void rule(String path, RoutingRuleConfig rule) {
    boolean idle =
        rule.route() == null
            && rule.consistency() == null
            && rule.maxLag() == null
            && rule.zone() == null;
    if (idle) {
      findings.refuse(path, "the rule does nothing", "one of route, consistency, max-lag and zone");
    }
    for (int index = 0; index < rule.statements().size(); index++) {
      if (rule.statements().get(index).isBlank()) {
        findings.refuse(
            KeyPath.item(KeyPath.child(path, "statements"), index),
            "found no statement",
            "the text of one, such as SELECT count(*) FROM orders WHERE customer = $1");
      }
    }
    for (int index = 0; index < rule.tables().size(); index++) {
      String table = rule.tables().get(index);
      if (table.isEmpty() || table.startsWith(".") || table.endsWith(".")) {
        findings.refuse(
            KeyPath.item(KeyPath.child(path, "tables"), index),
            "found no name of a table",
            "name, or schema.name");
      }
    }
    for (int index = 0; index < rule.users().size(); index++) {
      String user = rule.users().get(index);
      if (usersAreListed && !users.contains(user) && !findings.isBroken("users")) {
        findings.refuse(
            KeyPath.item(KeyPath.child(path, "users"), index),
            KeyPath.quote(user) + " is not in users" + Nearest.hint(user, users),
            "a name that stands under users");
      }
    }
  }
}
