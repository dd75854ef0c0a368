package io.penstock.sql.scatter;

import java.util.ArrayList;
import java.util.List;

/** The rows of all parts, as tables of the finish. */
final class Gathered {
  private final Described described;
  private final int parameters;
  private final List<List<HandedColumn>> parts;

  /**
   * @param parameters how many the original text has
   */
  Gathered(Described described, int parameters, List<List<HandedColumn>> parts) {
    this.described = described;
    this.parameters = parameters;
    this.parts = parts;
  }

  /** What the original text's column is called, in SQL. */
  String label(int column) {
    return HandedColumn.quoted(described.text().get(column).name());
  }

  int type(int part, int column) {
    return described.parts().get(part).get(column).oid();
  }

  /** A query in parentheses that has a part's rows; it needs an alias. */
  String table(int part) {
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
