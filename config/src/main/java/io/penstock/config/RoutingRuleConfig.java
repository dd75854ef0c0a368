package io.penstock.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule of routing: what it is about, and where that goes. */
public record RoutingRuleConfig(
    @Doc("What the rule is called in explanations and metrics; absent: its place in the list.")
        @Nullable String name,
    @Doc("The tables and views this is about: name, or schema.name; absent: any.")
        List<String> tables,
    @Doc("The schemas this is about; absent: any.") List<String> schemas,
    @Doc("The users this is about; absent: any.") List<String> users,
    @Doc("The values of application_name this is about; absent: any.") List<String> applications,
    @Doc(
            "The statements this is about: those that differ from one of these in literals, spaces and comments only; absent: any.")
        List<String> statements,
    @Doc("Where what matches goes; absent: where it would go anyway.") @Nullable RuleRoute route,
    @Doc("Overrides consistency for what matches.") @Nullable Consistency consistency,
    @Doc("Overrides max-lag for what matches, but only to less.")
        @Nullable
        @Range(min = "100ms", max = "1d")
        Duration maxLag,
    @Doc("The zone whose nodes serve first what matches; absent: that of the routing.")
        @Nullable String zone) {
  public RoutingRuleConfig {
    tables = List.copyOf(tables);
    schemas = List.copyOf(schemas);
    users = List.copyOf(users);
    applications = List.copyOf(applications);
    statements = List.copyOf(statements);
  }
}
