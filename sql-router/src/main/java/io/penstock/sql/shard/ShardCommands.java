package io.penstock.sql.shard;

import io.penstock.sql.Verb;
import io.penstock.sql.scatter.RelativeTimes;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.scatter.ScatterPlan.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which commands all shards can carry out in one transaction. What PostgreSQL itself refuses in a
 * transaction block, or to prepare, is left to it where nothing can go wrong by trying.
 */
final class ShardCommands {
  private static final String ONE_BY_ONE = "Do that on every shard.";

  /** What belongs to a database. The rest is the server's, or is kept on one shard for good. */
  private static final Set<String> OBJECTS =
      Set.of(
          "table",
          "column",
          "constraint",
          "index",
          "type",
          "domain",
          "schema",
          "view",
          "sequence",
          "function",
          "procedure",
          "routine",
          "aggregate",
          "trigger",
          "rule",
          "policy",
          "extension",
          "cast",
          "collation",
          "operator",
          "statistics",
          "default");

  private static final Set<String> MODIFIERS =
      Set.of("or", "replace", "unlogged", "unique", "recursive", "constraint", "if", "exists");

  private static final Set<String> NUMBERED =
      Set.of("serial", "bigserial", "smallserial", "serial2", "serial4", "serial8", "generated");

  private final ShardMap map;
  private final List<String> words;

  /**
   * @param words see {@link io.penstock.sql.scatter.SqlText#words}
   */
  ShardCommands(ShardMap map, List<String> words) {
    this.map = map;
    this.words = words;
  }

  /** Whether all shards may have to carry out what begins so. */
  static boolean are(Verb verb) {
    return switch (verb) {
      case CREATE, ALTER, DROP, TRUNCATE, COMMENT, GRANT, REVOKE, ANALYZE -> true;
      default -> false;
    };
  }

  ScatterPlan plan(Verb verb) {
    Refused refused =
        switch (verb) {
          case TRUNCATE, ANALYZE -> null;
          case GRANT, REVOKE -> grant();
          case COMMENT -> object(2, "COMMENT ON");
          default -> change(verb);
        };
    return refused == null ? new ScatterPlan.Everywhere(true) : refused;
  }

  private String word(int at) {
    return at < words.size() ? words.get(at) : "";
  }

  private static Refused noTransaction(String what) {
    return new Refused(what + " cannot be done in a transaction", ONE_BY_ONE);
  }

  private static Refused notShared(String what) {
    return new Refused(what + " does not concern the database alone", ONE_BY_ONE);
  }

  private @Nullable Refused object(int at, String what) {
    return OBJECTS.contains(word(at))
        ? null
        : notShared(what + " " + word(at).toUpperCase(Locale.ROOT));
  }

  /** Roles belong to the server; so do databases and tablespaces. */
  private @Nullable Refused grant() {
    int on = topLevel("on");
    String object = word(on + 1);
    boolean servers =
        on < 0
            || Set.of("database", "tablespace", "parameter", "foreign", "language", "large")
                .contains(object);
    return servers
        ? notShared(word(0).toUpperCase(Locale.ROOT) + " of roles and of servers")
        : null;
  }

  private @Nullable Refused change(Verb verb) {
    int at = 1;
    while ((MODIFIERS.contains(word(at)) && !OBJECTS.contains(word(at)))
        || (word(at).equals("constraint") && word(at + 1).equals("trigger"))) {
      at++;
    }
    if (Set.of("temp", "temporary", "local", "global").contains(word(at))) {
      return new Refused(
          "temporary tables are not served on sharded databases", "Make a table with a key.");
    }
    if (word(at).equals("materialized")) {
      return new Refused(
          verb + " MATERIALIZED VIEW: each shard would have the rows of its own tables",
          ONE_BY_ONE);
    }
    Refused other = object(at, verb.toString());
    if (other != null) {
      return other;
    }
    if (topLevel("concurrently") >= 0) {
      return noTransaction("CONCURRENTLY");
    }
    if (!word(at).equals("table")) {
      return null;
    }
    if (verb == Verb.CREATE && topLevel("as") >= 0) {
      return new Refused(
          "CREATE TABLE AS: each shard would have the rows of its own tables",
          "Make the table, then insert the rows.");
    }
    return verb == Verb.ALTER ? alterTable(at + 1) : null;
  }

  /** A column that a reference table gets must have the same values everywhere. */
  private @Nullable Refused alterTable(int name) {
    int at = name;
    while (Set.of("if", "exists", "only").contains(word(at))) {
      at++;
    }
    boolean qualified = word(at + 1).equals(".");
    String table = bare(word(qualified ? at + 2 : at));
    TableRule rule = map.table(qualified ? bare(word(at)) : "public", table);
    if (rule == null || !rule.isReference()) {
      return null;
    }
    for (int next = at; next < words.size(); next++) {
      boolean computes =
          (word(next).equals("default") || word(next).equals("using")) && !isConstant(next + 1);
      if (computes || NUMBERED.contains(word(next))) {
        return new Refused(
            "what the reference table "
                + table
                + " is filled with may be other values on each"
                + " shard",
            "Add the column without a default, and set its values with UPDATE.");
      }
    }
    return null;
  }

  /** Whether it is a literal, behind a sign or with a cast, up to the next comma. */
  private boolean isConstant(int from) {
    String first = word(from).equals("-") ? word(from + 1) : word(from);
    char letter = first.isEmpty() ? ' ' : first.charAt(0);
    boolean literal =
        letter == '\''
            || Character.isDigit(letter)
            || Set.of("null", "true", "false").contains(first);
    boolean relative =
        letter == '\'' && RelativeTimes.isOne(first.substring(1, first.length() - 1));
    for (int at = from; at < words.size() && !word(at).equals(","); at++) {
      if (word(at).equals("(") && !word(at - 2).equals("::")) {
        return false;
      }
    }
    return literal && !relative;
  }

  private static String bare(String name) {
    return name.startsWith("\"") ? name.substring(1) : name;
  }

  /** Where a word stands outside of parentheses; -1 if it does not. */
  private int topLevel(String wanted) {
    int depth = 0;
    for (int at = 0; at < words.size(); at++) {
      switch (words.get(at)) {
        case "(" -> depth++;
        case ")" -> depth--;
        default -> {
          if (depth == 0 && words.get(at).equals(wanted)) {
            return at;
          }
        }
      }
    }
    return -1;
  }
}
