package io.penstock.proxy.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random query of any kind: plain, joined, grouped, nested, ordered, bounded. */
final class RandomScatter {
  private final Random random;
  private final boolean ordered;
  private final boolean bounded;
  private final String sql;
  private final List<String> columns = new ArrayList<>();

  RandomScatter(Random random) {
    this.random = random;
    String from = from();
    String where = one(3) ? "" : " WHERE " + condition() + (one(3) ? " AND " + condition() : "");
    boolean grouped = one(2);
    int count = 1 + random.nextInt(3);
    List<String> items = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      if (grouped && one(2)) {
        items.add(aggregate());
      } else {
        String item = expression();
        items.add(item);
        groups.add(one(3) ? item : String.valueOf(at + 1));
      }
    }
    if (grouped && one(3)) {
      items.add("sum(count(*)) OVER ()");
    } else if (!grouped && one(5)) {
      items.add("count(*) OVER (PARTITION BY " + columns.get(random.nextInt(columns.size())) + ")");
    }
    boolean distinct = one(5);
    ordered = one(2);
    bounded = one(3);
    StringBuilder all = new StringBuilder("SELECT ").append(distinct ? "DISTINCT " : "");
    for (int at = 0; at < items.size(); at++) {
      all.append(at == 0 ? "" : ", ").append(items.get(at)).append(one(3) ? " AS x" + at : "");
    }
    all.append(" FROM ").append(from).append(where);
    if (grouped && !groups.isEmpty()) {
      all.append(" GROUP BY ").append(String.join(", ", groups));
    }
    if (grouped && one(4)) {
      all.append(" HAVING ").append(aggregate()).append(" IS NOT NULL AND count(*) > 1");
    }
    if (ordered) {
      all.append(" ORDER BY ");
      int start = random.nextInt(items.size());
      for (int at = 0; at < items.size(); at++) {
        all.append(at == 0 ? "" : ", ").append((start + at) % items.size() + 1);
        all.append(pick("", "", " DESC", " NULLS FIRST", " DESC NULLS LAST"));
      }
    }
    if (bounded) {
      all.append(" LIMIT ").append(random.nextInt(12));
      all.append(one(2) ? " OFFSET " + random.nextInt(6) : "");
    }
    String query = all.toString();
    if (one(6)) {
      query = "WITH q AS (" + query + ") SELECT * FROM q" + (ordered ? allColumns(items) : "");
    } else if (!bounded && !ordered && one(5)) {
      query = query + pick(" UNION ", " UNION ALL ", " EXCEPT ", " INTERSECT ") + query;
    }
    sql = query;
  }

  private static String allColumns(List<String> items) {
    StringBuilder all = new StringBuilder(" ORDER BY ");
    for (int at = 1; at <= items.size(); at++) {
      all.append(at == 1 ? "" : ", ").append(at);
    }
    return all.toString();
  }

  String sql() {
    return sql;
  }

  /** Whether all of its columns are in ORDER BY: then there is only one right answer. */
  boolean ordered() {
    return ordered;
  }

  boolean bounded() {
    return bounded;
  }

  private boolean one(int of) {
    return random.nextInt(of) == 0;
  }

  private String pick(String... values) {
    return values[random.nextInt(values.length)];
  }

  private String from() {
    String first = table("a");
    if (one(2)) {
      return first;
    }
    String join = pick(" JOIN ", " JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN ");
    List<String> left = List.copyOf(columns);
    String second = table("b");
    List<String> right = List.copyOf(columns.subList(left.size(), columns.size()));
    String on =
        one(3)
            ? left.get(random.nextInt(2)) + " = " + right.get(random.nextInt(2))
            : left.getFirst() + " = " + right.getFirst();
    String more = one(3) ? " AND " + condition() : "";
    if (one(6)) {
      return first + ", LATERAL (SELECT * FROM " + second + " WHERE " + on + ") b";
    }
    String two = first + join + second + " ON " + on + more;
    if (!one(3)) {
      return two;
    }
    String other = pick(" JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN ");
    int before = columns.size();
    String third = table("c");
    String key = one(2) ? left.getFirst() : right.getFirst();
    return two + other + third + " ON " + key + " = " + columns.get(before + random.nextInt(2));
  }

  /** A table; its first column is the key, its second another number. */
  private String table(String alias) {
    return switch (random.nextInt(7)) {
      case 0, 1, 2 -> {
        add(alias, "customer_id id status total weight paid day at mood code amount tags data");
        yield "orders " + alias;
      }
      case 3 -> {
        add(alias, "customer_id order_id sku qty price rank");
        yield "items " + alias;
      }
      case 4 -> {
        add(alias, "id referrer name country born span");
        yield "customers " + alias;
      }
      case 5 -> {
        add(alias, "size size code name region");
        yield "countries " + alias;
      }
      default -> {
        add(alias, "n n device value kind");
        yield "events " + alias;
      }
    };
  }

  private void add(String alias, String names) {
    for (String name : names.split(" ")) {
      columns.add(alias + "." + name);
    }
  }

  private String column() {
    return columns.get(random.nextInt(columns.size()));
  }

  private String number() {
    return columns.get(random.nextInt(2));
  }

  private String expression() {
    return switch (random.nextInt(12)) {
      case 0 -> number() + " % 3";
      case 1 -> "coalesce(" + number() + ", 0)";
      case 2 -> "upper(" + column() + "::text)";
      case 3 -> columns.getFirst();
      case 4 -> "CASE WHEN " + condition() + " THEN 1 ELSE 2 END";
      case 5 ->
          one(2)
              ? "(SELECT count(*) FROM items s WHERE s.customer_id = " + columns.getFirst() + ")"
              : "(SELECT max(s.name) FROM countries s WHERE s.size > " + number() + ")";
      default -> column();
    };
  }

  private String aggregate() {
    return switch (random.nextInt(12)) {
      case 0, 1 -> "count(*)";
      case 2 -> "count(" + column() + ")";
      case 3 -> "sum(" + number() + ")";
      case 4 -> "avg(" + column() + ")";
      case 5 -> "min(" + column() + ")";
      case 6 -> "max(" + column() + ")";
      case 7 -> "sum(" + column() + ")";
      case 8 -> "count(*) FILTER (WHERE " + condition() + ")";
      case 9 -> "count(DISTINCT " + column() + ")";
      case 10 -> "sum(" + number() + ") * 2 + count(*)";
      default -> {
        String number = number();
        yield "array_agg(" + number + " ORDER BY " + number + ")";
      }
    };
  }

  private String condition() {
    return switch (random.nextInt(11)) {
      case 0 -> number() + " > " + random.nextInt(10);
      case 1 -> column() + " IS NOT NULL";
      case 2 -> column() + " IS NULL";
      case 3 -> "(" + number() + " < 5 OR " + column() + " IS NULL)";
      case 4 ->
          pick("EXISTS", "NOT EXISTS")
              + " (SELECT 1 FROM orders s WHERE s.customer_id = "
              + number()
              + " AND s.total > 10)";
      case 5 -> number() + " IN (SELECT s.id FROM customers s WHERE s.country = 'de')";
      case 6 -> number() + " IN (1, 2, 3, 5, 8)";
      case 7 -> number() + " = " + number();
      case 8 -> "NOT " + number() + " = 3";
      case 9 -> columns.getFirst() + " = " + columns.getFirst();
      default -> column() + "::text > 'b'";
    };
  }
}
