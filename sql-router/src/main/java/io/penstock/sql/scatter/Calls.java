package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.catalog.Volatility;
import io.penstock.sql.facts.FunctionUse;
import io.penstock.sql.tree.Cast;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.SyntaxCall;
import io.penstock.sql.tree.TypeName;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/** What calls in a query depend on. */
final class Calls {
  /** They tell of the server or the database that is asked; so do those that begin with pg_. */
  private static final Set<String> OF_SERVER =
      Set.of(
          "current_database",
          "current_catalog",
          "current_setting",
          "current_query",
          "inet_server_addr",
          "inet_server_port",
          "inet_client_addr",
          "inet_client_port",
          "version",
          "col_description",
          "obj_description",
          "shobj_description",
          "format_type",
          "txid_current_if_assigned",
          "txid_current_snapshot",
          "to_regclass",
          "to_regproc",
          "to_regtype",
          "to_regrole",
          "to_regnamespace");

  /** They tell the time, which is another on each shard. */
  private static final Set<String> CLOCKS =
      Set.of(
          "now",
          "transaction_timestamp",
          "statement_timestamp",
          "timenow",
          "current_date",
          "current_time",
          "current_timestamp",
          "localtime",
          "localtimestamp");

  private static final Set<String> SYNTAX_AGGREGATES =
      Set.of("json_arrayagg", "json_objectagg", "xmlagg");

  private static final Set<String> PLAIN_TYPES =
      Set.of(
          "bool",
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "numeric",
          "text",
          "varchar",
          "bpchar",
          "bytea",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "interval",
          "uuid",
          "json",
          "jsonb",
          "inet",
          "cidr",
          "bit",
          "varbit",
          "money",
          "oid");

  private final Catalog catalog;
  private final SearchPath path;

  Calls(Catalog catalog, SearchPath path) {
    this.catalog = catalog;
    this.path = path;
  }

  private static FunctionUse use(FunctionCall call) {
    int names = call.name.names.size();
    return new FunctionUse(
        names < 2 ? null : call.name.names.get(names - 2),
        Nodes.last(call.name),
        call.arguments.size(),
        call.variadic,
        call.star);
  }

  boolean isAggregate(FunctionCall call) {
    return call.over == null
        && (call.withinGroup
            || SYNTAX_AGGREGATES.contains(Nodes.last(call.name))
            || catalog.isAggregate(use(call), path));
  }

  /** Whether it can only mean PostgreSQL's own function of that name. */
  boolean isOwn(FunctionCall call) {
    return catalog.isOwn(use(call), path);
  }

  /** Whether each call may have another result. */
  boolean isVolatile(SqlNode node) {
    return node instanceof FunctionCall call
        && catalog.volatility(use(call), path) == Volatility.VOLATILE;
  }

  /** Whether the time decides. */
  boolean isClock(SqlNode node) {
    return switch (node) {
      case FunctionCall call -> {
        String name = Nodes.last(call.name);
        yield CLOCKS.contains(name) || (name.equals("age") && call.arguments.size() == 1);
      }
      case SyntaxCall call -> CLOCKS.contains(call.name);
      case Cast cast -> isRelative(cast);
      default -> false;
    };
  }

  /** {@code 'today'::date} and the like. */
  private static boolean isRelative(Cast cast) {
    return cast.value instanceof Constant constant
        && constant.text.chars().filter(Character::isLetter).count() > 2
        && Nodes.last(cast.type.name).matches("date|time|timetz|timestamp|timestamptz");
  }

  /** Whether it may tell of the server, or of what only this server has. */
  boolean isOfServer(SqlNode node) {
    return switch (node) {
      case FunctionCall call -> isOfServer(Nodes.last(call.name));
      case SyntaxCall call -> isOfServer(call.name);
      case Cast cast -> isOfCatalog(cast.type.name);
      default -> false;
    };
  }

  private static boolean isOfServer(String name) {
    boolean harmless = name.startsWith("pg_sleep") || name.equals("pg_typeof");
    return OF_SERVER.contains(name) || (name.startsWith("pg_") && !harmless);
  }

  /** Whether a type is one of PostgreSQL's own whose values and order are known here. */
  static boolean isPlainType(TypeName type) {
    String name = Nodes.last(type.name);
    int names = type.name.names.size();
    boolean own = names == 1 || type.name.names.get(names - 2).equals("pg_catalog");
    return own && PLAIN_TYPES.contains(name);
  }

  private static boolean isOfCatalog(SqlIdentifier type) {
    return Nodes.last(type).startsWith("reg");
  }
}
