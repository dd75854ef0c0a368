package io.penstock.bench.compare;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown that can be read as it is: columns line up, figures stand to the right. */
final class TextTable {
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... header) {
    this.header = List.of(header);
  }

  void row(String... fields) {
    if (fields.length != header.size()) {
      throw new IllegalArgumentException(
          fields.length + " fields (expected: " + header.size() + ")");
    }
    rows.add(List.of(fields));
  }

  String render() {
    int[] widths = new int[header.size()];
    widen(widths, header);
    rows.forEach(row -> widen(widths, row));
    StringBuilder text = new StringBuilder();
    line(text, header, widths);
    for (int column = 0; column < widths.length; column++) {
      text.append(isText(column) ? "|:" : "|-").append("-".repeat(widths[column]));
      text.append(isText(column) ? "-" : ":");
    }
    text.append("|\n");
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private static void widen(int[] widths, List<String> row) {
    for (int column = 0; column < widths.length; column++) {
      widths[column] = Math.max(widths[column], row.get(column).length());
    }
  }

  private void line(StringBuilder text, List<String> row, int[] widths) {
    for (int column = 0; column < widths.length; column++) {
      String field = row.get(column);
      String padding = " ".repeat(widths[column] - field.length());
      text.append("| ").append(isText(column) ? field + padding : padding + field).append(' ');
    }
    text.append("|\n");
  }

  private boolean isText(int column) {
    return column == 0 || header.get(column).equals("through");
  }
}
