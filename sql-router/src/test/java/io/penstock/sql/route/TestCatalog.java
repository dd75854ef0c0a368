package io.penstock.sql.route;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.CatalogBuilder;
import io.penstock.sql.catalog.FunctionKind;
import io.penstock.sql.catalog.FunctionRow;
import io.penstock.sql.catalog.Persistence;
import io.penstock.sql.catalog.RelationKind;
import io.penstock.sql.catalog.RelationRow;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.catalog.TypeRow;
import io.penstock.sql.catalog.Volatility;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A small database: a table, a view of it, an unlogged table, and a function of each kind. */
final class TestCatalog {
  static final SessionMarks PUBLIC = SessionMarks.of(SearchPath.of("public"));

  private TestCatalog() {}

  static Catalog catalog() {
    CatalogBuilder builder = new CatalogBuilder();
    function(builder, 1, "pg_catalog", "now", Volatility.STABLE);
    function(builder, 2, "pg_catalog", "lastval", Volatility.VOLATILE);
    function(builder, 3, "public", "touch", Volatility.VOLATILE);
    function(builder, 4, "pg_catalog", "pg_is_in_recovery", Volatility.VOLATILE);
    relation(builder, 10, "public", "orders", RelationKind.TABLE, Persistence.PERMANENT);
    relation(builder, 11, "public", "recent", RelationKind.VIEW, Persistence.PERMANENT);
    relation(builder, 12, "public", "scratch", RelationKind.TABLE, Persistence.UNLOGGED);
    relation(builder, 13, "sales", "leads", RelationKind.TABLE, Persistence.PERMANENT);
    builder.viewReads(11, 10);
    builder.type(new TypeRow(23, "pg_catalog", "int4"));
    return builder.build();
  }

  private static void function(
      CatalogBuilder builder, int oid, String schema, String name, Volatility volatility) {
    builder.function(
        new FunctionRow(oid, schema, name, FunctionKind.FUNCTION, 0, 0, volatility, false, null),
        false);
  }

  private static void relation(
      CatalogBuilder builder,
      int oid,
      String schema,
      String name,
      RelationKind kind,
      Persistence persistence) {
    builder.relation(
        new RelationRow(
            oid, schema, name, kind, persistence, false, false, List.of("id"), List.of(23)));
  }

  static RoutedText text(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return RoutedText.read(bytes, 0, bytes.length, ClientEncoding.UTF8, true);
  }
}
