package io.penstock.sql.route;

import io.penstock.config.RoutingRuleConfig;
import io.penstock.sql.Fingerprint;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.facts.Facts;
import io.penstock.sql.facts.ParseResult;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.TableUse;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One rule. A table matches by its name as written, as the search path finds it, and where a view
 * reads it.
 */
record RoutingRule(String name, RoutingRuleConfig config, Set<Fingerprint> statements) {
  static RoutingRule of(String name, RoutingRuleConfig config) {
    return new RoutingRule(
        name,
        config,
        config.statements().stream().map(Fingerprint::of).collect(Collectors.toUnmodifiableSet()));
  }

  boolean matchesSession(String user, String application) {
    return (config.users().isEmpty() || config.users().contains(user))
        && (config.applications().isEmpty() || config.applications().contains(application));
  }

  boolean matchesStatement(
      Fingerprint fingerprint, Facts facts, @Nullable Catalog catalog, SearchPath path) {
    if (!statements.isEmpty() && !statements.contains(fingerprint)) {
      return false;
    }
    if (config.tables().isEmpty() && config.schemas().isEmpty()) {
      return true;
    }
    for (ParseResult result : facts.statements()) {
      if (result instanceof ParseResult.Parsed(StatementFacts parsed)) {
        for (TableUse table : parsed.tables()) {
          if (matches(table, catalog, path)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean matches(TableUse table, @Nullable Catalog catalog, SearchPath path) {
    if (matches(table.schema(), table.name())) {
      return true;
    }
    if (catalog != null) {
      for (Relation meant : catalog.relations(table.schema(), table.name(), path)) {
        for (Relation relation : meant.withSources()) {
          if (matches(relation.schema(), relation.name())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean matches(@Nullable String schema, String table) {
    boolean schemaFits =
        config.schemas().isEmpty() || (schema != null && config.schemas().contains(schema));
    boolean tableFits =
        config.tables().isEmpty()
            || config.tables().contains(table)
            || (schema != null && config.tables().contains(schema + "." + table));
    return schemaFits && tableFits;
  }
}
