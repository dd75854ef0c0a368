package io.penstock.proxy.catalog;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.scatter.ColumnType;
import io.penstock.sql.scatter.Described;
import io.penstock.sql.scatter.Finish;
import io.penstock.sql.scatter.Gather;
import io.penstock.sql.scatter.Part;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.shard.ShardPlan;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** Runs plans by JDBC: what the proxy does on the wire, in the plainest way. */
final class ScatterRunner {
  private final ScatteredShop shop;
  private final ShardPlan plan;
  private int number;

  ScatterRunner(ScatteredShop shop, ShardPlan plan) {
    this.shop = shop;
    this.plan = plan;
  }

  /** A column of an answer, as clients see it. */
  record Column(String name, String type, int precision, int scale) {}

  /** Rows as texts. */
  record Answer(List<Column> columns, List<ColumnType> types, List<List<@Nullable String>> rows) {}

  ScatterPlan plan(String sql) {
    return plan.scatter(
        sql.getBytes(StandardCharsets.UTF_8),
        ClientEncoding.UTF8,
        true,
        SessionMarks.of(SearchPath.of("public")));
  }

  /** On the database that has all rows. */
  Answer whole(String sql, String arguments) throws SQLException {
    return run(shop.whole, sql, List.of(), arguments);
  }

  /** By the plan, on the shards. */
  Answer gathered(String sql, String arguments, Gather gather)
      throws SQLException, Gather.Unfinished {
    List<String> types = parameterTypes(sql, arguments);
    List<List<ColumnType>> described = new ArrayList<>();
    List<List<List<@Nullable String>>> rows = new ArrayList<>();
    for (Part part : gather.parts()) {
      List<List<@Nullable String>> all = new ArrayList<>();
      List<String> fed = new ArrayList<>(types);
      StringBuilder feeds = new StringBuilder(arguments);
      for (Part.Feed feed : part.feeds()) {
        fed.add(feed.type());
        feeds.append(feeds.isEmpty() ? "" : ", ");
        feeds.append(array(rows.get(feed.part()), feed.value()));
      }
      String asked = part.sql(types.size(), part.feeds());
      for (Connection shard : shop.shards) {
        Answer answer = run(shard, asked, fed, feeds.toString());
        if (shard == shop.shards.getFirst()) {
          described.add(answer.types());
        }
        all.addAll(answer.rows());
      }
      Collections.shuffle(all, new java.util.Random(all.size()));
      rows.add(all);
    }
    Described known =
        new Described(run(shop.shards.getFirst(), sql, types, arguments).types(), described);
    Finish finish = gather.finish(known, types.size());
    List<String> all = new ArrayList<>(types);
    StringBuilder values = new StringBuilder(arguments);
    for (int part = 0; part < rows.size(); part++) {
      for (int column = 0; column < finish.carriers().get(part).size(); column++) {
        all.add(oidName(finish.carriers().get(part).get(column).arrayOid()));
        values.append(values.isEmpty() ? "" : ", ").append(array(rows.get(part), column));
      }
    }
    Connection last = shop.shards.get(number % shop.shards.size());
    return run(last, finish.sql(), all, values.toString());
  }

  /** Each shard's rows of a stream; its hidden columns are the last. */
  List<Answer> streamed(String sql, String arguments, ScatterPlan.Stream stream)
      throws SQLException {
    List<String> types = parameterTypes(sql, arguments);
    List<Answer> answers = new ArrayList<>();
    for (Connection shard : shop.shards) {
      answers.add(run(shard, stream.part(), types, arguments));
    }
    return answers;
  }

  private List<String> parameterTypes(String sql, String arguments) throws SQLException {
    if (arguments.isEmpty()) {
      return List.of();
    }
    Connection first = shop.shards.getFirst();
    ScatteredShop.execute(first, "PREPARE typed AS " + sql);
    List<String> types = new ArrayList<>();
    try (Statement statement = first.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT unnest(parameter_types)::text FROM pg_prepared_statements"
                    + " WHERE name = 'typed'")) {
      while (rows.next()) {
        types.add(rows.getString(1));
      }
    }
    ScatteredShop.execute(first, "DEALLOCATE typed");
    return types;
  }

  private Answer run(Connection connection, String sql, List<String> types, String arguments)
      throws SQLException {
    if (arguments.isEmpty()) {
      return read(connection, sql);
    }
    number++;
    String declared = types.isEmpty() ? "" : "(" + String.join(", ", types) + ")";
    ScatteredShop.execute(connection, "PREPARE s" + number + declared + " AS " + sql);
    try {
      return read(connection, "EXECUTE s" + number + " (" + arguments + ")");
    } finally {
      ScatteredShop.execute(connection, "DEALLOCATE s" + number);
    }
  }

  private static Answer read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      ResultSetMetaData told = result.getMetaData();
      List<Column> columns = new ArrayList<>();
      List<ColumnType> types = new ArrayList<>();
      for (int at = 1; at <= told.getColumnCount(); at++) {
        String type = told.getColumnTypeName(at);
        columns.add(
            new Column(told.getColumnLabel(at), type, told.getPrecision(at), told.getScale(at)));
        int oid = connection.unwrap(BaseConnection.class).getTypeInfo().getPGType(type);
        types.add(new ColumnType(told.getColumnLabel(at), oid, typmod(told, at)));
      }
      List<List<@Nullable String>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable String> row = new ArrayList<>();
        for (int at = 1; at <= columns.size(); at++) {
          row.add(result.getString(at));
        }
        rows.add(row);
      }
      return new Answer(columns, types, rows);
    }
  }

  private static int typmod(ResultSetMetaData told, int column) throws SQLException {
    int precision = told.getPrecision(column);
    return switch (told.getColumnTypeName(column)) {
      case "numeric" -> precision == 0 ? -1 : (precision << 16 | told.getScale(column)) + 4;
      case "varchar", "bpchar" -> precision == Integer.MAX_VALUE ? -1 : precision + 4;
      default -> -1;
    };
  }

  private String oidName(int oid) throws SQLException {
    try (Statement statement = shop.whole.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + oid + "::regtype::text")) {
      row.next();
      return row.getString(1);
    }
  }

  private static String array(List<List<@Nullable String>> rows, int column) {
    StringBuilder all = new StringBuilder("'{");
    for (int row = 0; row < rows.size(); row++) {
      String value = rows.get(row).get(column);
      all.append(row == 0 ? "" : ",");
      all.append(
          value == null
              ? "NULL"
              : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "''") + '"');
    }
    return all.append("}'").toString();
  }
}
