package io.penstock.sql.scatter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of all parts, as tables of the finish; one of them is the one in hand. */
final class Gathered {
  private final Described described;
  private final int parameters;
  private final List<List<HandedColumn>> parts;
  private final int part;
  private final List<String> names;

  /**
   * @param parameters how many the original text has
   */
  Gathered(Described described, int parameters, List<List<HandedColumn>> parts) {
    this(described, parameters, parts, 0, List.of());
  }

  private Gathered(
      Described described,
      int parameters,
      List<List<HandedColumn>> parts,
      int part,
      List<String> names) {
    this.described = described;
    this.parameters = parameters;
    this.parts = parts;
    this.part = part;
    this.names = names;
  }

  /**
   * The same with another part in hand.
   *
   * @param labels what the columns are called that are made of it; null if as the part's
   */
  Gathered of(int number, @Nullable List<String> labels) {
    List<String> called =
        labels == null
            ? described.parts().get(number).stream().map(ColumnType::name).toList()
            : labels;
    return new Gathered(described, parameters, parts, number, called);
  }

  /** What a column is called that is made of this part, in SQL. */
  String label(int column) {
    return HandedColumn.quoted(names.get(column));
  }

  /** The OID of the type of one of this part's columns. */
  int type(int column) {
    return described.parts().get(part).get(column).oid();
  }

  int columns() {
    return parts.get(part).size();
  }

  /** A query in parentheses that has this part's rows; it needs an alias. */
  String table() {
    int parameter = parameters;
    for (List<HandedColumn> before : parts.subList(0, part)) {
      parameter += before.size();
    }
    StringBuilder values = new StringBuilder();
    StringBuilder arrays = new StringBuilder();
    StringBuilder names = new StringBuilder();
    String comma = "";
    int number = 0;
    for (HandedColumn column : parts.get(part)) {
      number++;
      values.append(comma).append("p.c").append(number).append("::").append(column.type());
      if (column.collation() != null) {
        values.append(" COLLATE ").append(column.collation());
      }
      values.append(" AS ").append(HandedColumn.quoted(column.name()));
      arrays.append(comma).append('$').append(parameter + number).append("::");
      arrays.append(column.array());
      names.append(comma).append('c').append(number);
      comma = ", ";
    }
    return "(SELECT " + values + " FROM unnest(" + arrays + ") AS p(" + names + "))";
  }

  List<List<Carrier>> carriers() {
    List<List<Carrier>> all = new ArrayList<>();
    for (List<HandedColumn> part : parts) {
      all.add(part.stream().map(HandedColumn::carrier).toList());
    }
    return all;
  }
}
