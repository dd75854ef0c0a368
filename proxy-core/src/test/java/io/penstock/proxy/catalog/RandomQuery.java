package io.penstock.proxy.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random query of joins of each kind, with conditions that are mostly about keys. */
final class RandomQuery {
  private static final String[] TABLES = {"orders", "items", "customers", "countries"};

  private final Random random;
  private final List<String> from = new ArrayList<>();
  private final List<String> kinds = new ArrayList<>();

  RandomQuery(Random random) {
    this.random = random;
  }

  String sql() {
    String tree = tree(1 + random.nextInt(3), 0);
    StringBuilder sql = new StringBuilder("SELECT ");
    for (int at = 0; at < from.size(); at++) {
      sql.append(at == 0 ? "" : ", ").append(from.get(at)).append("::text");
    }
    if (random.nextInt(4) == 0) {
      sql.append(", (SELECT count(*) FROM items s WHERE ").append(inside("s", "items")).append(")");
    }
    sql.append(" FROM ").append(tree);
    if (random.nextInt(5) > 0) {
      sql.append(" WHERE ").append(conditions(0, from.size()));
      if (random.nextInt(4) == 0) {
        String not = random.nextBoolean() ? " AND NOT" : " AND";
        sql.append(not).append(" EXISTS (SELECT FROM orders s WHERE ");
        sql.append(inside("s", "orders")).append(")");
      }
    }
    return sql.toString();
  }

  private String inside(String name, String kind) {
    int other = random.nextInt(from.size());
    String key = name + "." + key(kind);
    return switch (random.nextInt(4)) {
      case 0 -> key + " = " + value();
      case 1 -> "customer_id = " + from.get(other) + "." + column(kinds.get(other));
      default -> key + " = " + from.get(other) + "." + key(kinds.get(other));
    };
  }

  private String tree(int joins, int depth) {
    if (joins == 0 || depth > 3) {
      return leaf();
    }
    int left = random.nextInt(joins);
    int start = from.size();
    String one = tree(left, depth + 1);
    int middle = from.size();
    String other = tree(joins - 1 - left, depth + 1);
    String type =
        List.of("JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")
            .get(random.nextInt(6));
    boolean using =
        random.nextInt(4) == 0 && hasCustomer(start, middle) && hasCustomer(middle, from.size());
    String condition =
        using ? " USING (customer_id)" : " ON " + joining(start, middle, from.size());
    return "(" + one + " " + type + " " + other + condition + ")";
  }

  private boolean hasCustomer(int start, int end) {
    int count = 0;
    for (int at = start; at < end; at++) {
      count += kinds.get(at).equals("orders") || kinds.get(at).equals("items") ? 1 : 0;
    }
    return count == 1;
  }

  private String leaf() {
    String kind = TABLES[random.nextInt(TABLES.length)];
    String name = "t" + from.size();
    if (random.nextInt(6) == 0 && !from.isEmpty()) {
      int other = random.nextInt(from.size());
      String on = "s." + key(kind) + " = " + from.get(other) + "." + key(kinds.get(other));
      from.add(name);
      kinds.add(kind);
      return "LATERAL (SELECT * FROM " + kind + " s WHERE " + on + ") " + name;
    }
    from.add(name);
    kinds.add(kind);
    return kind + " " + name;
  }

  private String joining(int start, int middle, int end) {
    int left = start + random.nextInt(middle - start);
    int right = middle + random.nextInt(end - middle);
    String first =
        from.get(left)
            + "."
            + (random.nextInt(5) == 0 ? column(kinds.get(left)) : key(kinds.get(left)))
            + " = "
            + from.get(right)
            + "."
            + (random.nextInt(5) == 0 ? column(kinds.get(right)) : key(kinds.get(right)));
    return random.nextInt(3) == 0 ? first + " AND " + conditions(start, end) : first;
  }

  private String conditions(int start, int end) {
    StringBuilder all = new StringBuilder();
    int count = 1 + random.nextInt(2);
    for (int at = 0; at < count; at++) {
      int table = start + random.nextInt(end - start);
      String kind = kinds.get(table);
      String key = from.get(table) + "." + (random.nextInt(6) == 0 ? column(kind) : key(kind));
      all.append(at == 0 ? "" : random.nextInt(8) == 0 ? " OR " : " AND ");
      all.append(
          switch (random.nextInt(9)) {
            case 0 -> key + " IN (" + value() + ", " + value() + ")";
            case 1 -> key + " IS NULL";
            case 2 -> "customer_id = " + value();
            case 3 -> {
              int other = start + random.nextInt(end - start);
              yield key + " = " + from.get(other) + "." + key(kinds.get(other));
            }
            default -> key + " = " + value();
          });
    }
    return all.toString();
  }

  private String value() {
    return String.valueOf(1 + random.nextInt(6));
  }

  private static String key(String kind) {
    return switch (kind) {
      case "customers" -> "id";
      case "countries" -> "biggest";
      default -> "customer_id";
    };
  }

  private String column(String kind) {
    return switch (kind) {
      case "orders" -> random.nextBoolean() ? "id" : "parent";
      case "items" -> "order_id";
      case "customers" -> "referrer";
      default -> "place";
    };
  }
}
