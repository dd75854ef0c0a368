package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.catalog.TypeRow;
import io.penstock.sql.scatter.Gather.Unfinished;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a part as the finish has it.
 *
 * @param name what it is called there
 * @param type in SQL
 * @param collation in SQL; null for the type's own
 */
record HandedColumn(String name, String type, @Nullable String collation, Carrier carrier) {
  private static final Carrier AS_TEXT =
      new Carrier(BuiltinType.TEXT, BuiltinType.TEXT_ARRAY, false);

  /** A column of a table, whose type the catalog tells; null if it does not. */
  static @Nullable HandedColumn of(Relation relation, String column, String name) {
    String declared = relation.declared(column);
    return declared == null
        ? null
        : new HandedColumn(
            name, declared, relation.collation(column), carrier(relation.type(column)));
  }

  /** A part's columns, by numbers. */
  static List<HandedColumn> of(List<ColumnType> columns, Asked asked) throws Unfinished {
    List<HandedColumn> all = new ArrayList<>();
    for (ColumnType column : columns) {
      all.add(of(column, "c" + (all.size() + 1), asked));
    }
    return all;
  }

  /** An expression, whose type the server tells. */
  static HandedColumn of(ColumnType column, String name, Asked asked) throws Unfinished {
    BuiltinType own = BuiltinType.of(column.oid());
    if (own != null) {
      return new HandedColumn(name, own.with(column.typmod()), null, carrier(column.oid()));
    }
    String type = typeOfUser(column.oid(), asked);
    if (type == null) {
      throw new Unfinished(
          "the column " + column.name() + " is of a type that is not handed from shard to shard",
          "Cast it to text, or give the query its key.");
    }
    return new HandedColumn(name, type, null, AS_TEXT);
  }

  private static @Nullable String typeOfUser(int oid, Asked asked) {
    Catalog catalog = asked.catalog();
    TypeRow row = catalog.type(oid);
    if (row != null && !row.schema().equals("pg_catalog")) {
      return quoted(row.schema()) + "." + quoted(row.name());
    }
    for (TableMeaning table : asked.tables()) {
      for (String column : table.relation().columns()) {
        if (table.relation().type(column) == oid) {
          return table.relation().declared(column);
        }
      }
    }
    return null;
  }

  private static Carrier carrier(int oid) {
    BuiltinType own = BuiltinType.of(oid);
    return own == null || !own.isBinary() ? AS_TEXT : new Carrier(oid, own.arrayOid(), true);
  }

  /** Its parameter's type, in SQL. */
  String array() {
    BuiltinType element = BuiltinType.of(carrier.elementOid());
    return (element == null ? "text" : element.name()) + "[]";
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
