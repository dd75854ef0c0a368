package io.penstock.proxy.catalog;

import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.CatalogBuilder;
import io.penstock.sql.catalog.ForeignKey;
import io.penstock.sql.catalog.FunctionKind;
import io.penstock.sql.catalog.FunctionRow;
import io.penstock.sql.catalog.OperatorRow;
import io.penstock.sql.catalog.Persistence;
import io.penstock.sql.catalog.RelationKind;
import io.penstock.sql.catalog.RelationRow;
import io.penstock.sql.catalog.TypeRow;
import io.penstock.sql.catalog.Volatility;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a whole catalog in one snapshot. */
final class CatalogReader {
  private static final int ROWS_AT_ONCE = 2_000;

  private CatalogReader() {}

  /** What is done with each row. */
  @FunctionalInterface
  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  /**
   * The catalog as it is now; blocks.
   *
   * @param connection in autocommit mode, and so again afterwards
   * @param timeout for each of the queries
   */
  static Catalog read(Connection connection, Duration timeout) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      statement.execute("SET LOCAL statement_timeout = " + timeout.toMillis());
      statement.execute("SET LOCAL search_path = pg_catalog");
      return read(statement);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static Catalog read(Statement statement) throws SQLException {
    CatalogBuilder builder = new CatalogBuilder();
    each(statement, CatalogSql.FUNCTIONS, row -> function(row, builder));
    each(statement, CatalogSql.RELATIONS, row -> relation(row, builder));
    each(
        statement,
        CatalogSql.INSIDE,
        row -> {
          switch (row.getString(2)) {
            case "relid" -> builder.viewReads(oid(row, 1), oid(row, 3));
            case "ROWMARKCLAUSE :rti" -> builder.viewLocks(oid(row, 1));
            default -> builder.relationCalls(oid(row, 1), oid(row, 3));
          }
        });
    each(statement, CatalogSql.INHERITANCE, row -> builder.inherits(oid(row, 1), oid(row, 2)));
    each(
        statement,
        CatalogSql.TYPES,
        row -> builder.type(new TypeRow(oid(row, 1), row.getString(2), row.getString(3))));
    each(
        statement,
        CatalogSql.TYPE_CALLS,
        row -> {
          if (oid(row, 1) == 0) {
            builder.everywhereCalls(oid(row, 2));
          } else {
            builder.typeCalls(oid(row, 1), oid(row, 2));
          }
        });
    each(statement, CatalogSql.TYPES_INSIDE, row -> builder.typeHolds(oid(row, 1), oid(row, 2)));
    each(
        statement,
        CatalogSql.OPERATORS,
        row -> builder.operator(new OperatorRow(row.getString(1), row.getString(2), oid(row, 3))));
    each(statement, CatalogSql.BYTEWISE, row -> builder.bytewise(row.getBoolean(1)));
    each(statement, CatalogSql.FOREIGN_KEYS, row -> foreignKey(row, builder));
    return builder.build();
  }

  private static void each(Statement statement, String query, Row take) throws SQLException {
    statement.setFetchSize(ROWS_AT_ONCE);
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        take.take(rows);
      }
    }
  }

  private static void function(ResultSet row, CatalogBuilder builder) throws SQLException {
    builder.function(
        new FunctionRow(
            oid(row, 1),
            row.getString(2),
            row.getString(3),
            FunctionKind.of(letter(row, 4)),
            row.getInt(5),
            row.getInt(6),
            Volatility.of(letter(row, 7)),
            row.getBoolean(8),
            row.getString(9)),
        row.getBoolean(10));
  }

  private static void relation(ResultSet row, CatalogBuilder builder) throws SQLException {
    builder.relation(
        new RelationRow(
            oid(row, 1),
            row.getString(2),
            row.getString(3),
            RelationKind.of(letter(row, 4)),
            Persistence.of(letter(row, 5)),
            row.getBoolean(6),
            row.getBoolean(7),
            texts(row, 8),
            oids(row, 9),
            Set.copyOf(texts(row, 10)),
            texts(row, 11),
            texts(row, 12),
            Set.copyOf(texts(row, 13))));
  }

  private static void foreignKey(ResultSet row, CatalogBuilder builder) throws SQLException {
    builder.foreignKey(
        new ForeignKey(
            oid(row, 1),
            texts(row, 3),
            oid(row, 2),
            texts(row, 4),
            ForeignKey.Action.of(letter(row, 5)),
            ForeignKey.Action.of(letter(row, 6))));
  }

  private static int oid(ResultSet row, int column) throws SQLException {
    return (int) row.getLong(column);
  }

  private static char letter(ResultSet row, int column) throws SQLException {
    return row.getString(column).charAt(0);
  }

  private static List<String> texts(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return List.of((String[]) array.getArray());
  }

  private static List<Integer> oids(ResultSet row, int column) throws SQLException {
    List<Integer> oids = new ArrayList<>();
    for (Long oid : (Long[]) row.getArray(column).getArray()) {
      oids.add((int) (long) oid);
    }
    return oids;
  }
}
