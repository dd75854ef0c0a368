package io.penstock.sql.scatter;

import io.penstock.sql.tree.FunctionCall;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate that is made of what it is on each shard.
 *
 * @param partials what each shard computes
 */
record Aggregate(String name, List<String> partials) {
  private static final int INT8 = 20;
  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int INTERVAL = 1186;

  private static final Set<String> OF_THEMSELVES =
      Set.of("min", "max", "bool_and", "bool_or", "every", "bit_and", "bit_or", "bit_xor");

  /** Null if it is no such aggregate. */
  static @Nullable Aggregate of(FunctionCall call, SqlText text, Calls calls) {
    String name = Nodes.last(call.name);
    boolean plain =
        calls.isOwn(call)
            && !call.distinct
            && !call.variadic
            && !call.withinGroup
            && call.orderBy == null
            && call.arguments.size() == (call.star ? 0 : 1);
    if (!plain) {
      return null;
    }
    if (OF_THEMSELVES.contains(name) || name.equals("count") || name.equals("sum")) {
      return new Aggregate(name, List.of(text.of(call)));
    }
    if (!name.equals("avg")) {
      return null;
    }
    String filter = call.filter == null ? "" : " FILTER (WHERE " + text.of(call.filter) + ")";
    String argument = "(" + text.of(call.arguments.get(0)) + ")" + filter;
    return new Aggregate(name, List.of("sum" + argument, "count" + argument, "avg" + argument));
  }

  /**
   * The aggregate of all shards.
   *
   * @param oid of the first partial's type
   */
  String whole(List<String> columns, int oid) {
    String first = columns.getFirst();
    return switch (name) {
      case "count" -> "coalesce(sum(" + first + "), 0)::bigint";
      case "sum" -> "sum(" + first + ")" + (oid == INT8 ? "::bigint" : "");
      case "avg" -> average(columns, oid);
      default -> name + "(" + first + ")";
    };
  }

  /** As PostgreSQL divides: an average of float4 is computed and told as float8. */
  private static String average(List<String> columns, int oid) {
    String sum = "sum(" + columns.get(0) + ")";
    String count = "nullif(sum(" + columns.get(1) + "), 0)";
    return switch (oid) {
      case FLOAT4, FLOAT8 ->
          "(sum(" + columns.get(2) + " * " + columns.get(1) + ") / " + count + "::float8)";
      case INTERVAL -> "(" + sum + " / " + count + "::float8)";
      default -> "(" + sum + "::numeric / " + count + ")";
    };
  }
}
