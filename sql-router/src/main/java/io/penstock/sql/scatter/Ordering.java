package io.penstock.sql.scatter;

import io.penstock.sql.scatter.Sources.Source;
import io.penstock.sql.tree.Cast;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.FieldSelection;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.OrderItem;
import io.penstock.sql.tree.SelectItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * What the items of the outermost ORDER BY mean: a name alone is first that of an output column, a
 * number is a position, all else is of the input.
 */
final class Ordering {
  /**
   * What PostgreSQL may call a column that has no label, though the text does not have the word.
   */
  private static final Set<String> NAMES_OF_ITS_OWN =
      Set.of(
          "bool",
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "numeric",
          "bpchar",
          "varchar",
          "timestamp",
          "timestamptz",
          "time",
          "timetz",
          "interval",
          "bit",
          "varbit",
          "date_part",
          "case",
          "?column?");

  private final Outermost query;
  private final Asked asked;
  private final Sources sources;

  /**
   * One item.
   *
   * @param text the expression, in terms of the input
   * @param expression null for a column of a star
   * @param output the position of the output column that it is; 0 if it is none, or that is not
   *     known
   */
  record SortItem(String text, @Nullable SqlNode expression, int output, OrderItem item) {
    String direction() {
      return (item.descending ? " DESC" : " ASC")
          + (item.nullsFirst ? " NULLS FIRST" : " NULLS LAST");
    }
  }

  Ordering(Outermost query, Asked asked, Sources sources) {
    this.query = query;
    this.asked = asked;
    this.sources = sources;
  }

  /** All items; null if one of them may mean something else than is known here. */
  @Nullable List<SortItem> keys() {
    List<SortItem> keys = new ArrayList<>();
    for (OrderItem item : query.order()) {
      SortItem key = key(item);
      if (key == null) {
        return null;
      }
      keys.add(key);
    }
    return keys;
  }

  private @Nullable SortItem key(OrderItem item) {
    SqlNode bare = Nodes.bare(item.expression);
    if (item.using != null) {
      return null;
    }
    if (bare instanceof Constant constant) {
      return constant.text.matches("[0-9]{1,4}")
          ? ofPosition(Integer.parseInt(constant.text), item)
          : null;
    }
    String name = Nodes.simple(bare);
    return name == null ? ofExpression(item) : ofName(name, item);
  }

  private SortItem ofExpression(OrderItem item) {
    SqlText text = asked.text();
    List<SelectItem> items = query.items();
    int output = 0;
    for (int at = 0; at < items.size(); at++) {
      if (text.tokens(items.get(at)).equals(text.tokens(item))) {
        output = position(at);
      }
    }
    return new SortItem(text.of(item), item.expression, output, item);
  }

  private @Nullable SortItem ofName(String name, OrderItem item) {
    List<SelectItem> items = query.items();
    for (int at = 0; at < items.size(); at++) {
      SelectItem output = items.get(at);
      String label = label(output);
      if (label == null && mayBeCalled(output, name)) {
        return null;
      }
      if (name.equals(label)) {
        return new SortItem(asked.text().of(output), output.expression, position(at), item);
      }
    }
    return new SortItem(asked.text().of(item), item.expression, 0, item);
  }

  /** Null for a star, and for what PostgreSQL names by rules that are not followed here. */
  static @Nullable String label(SelectItem item) {
    if (item.label != null) {
      return Nodes.last(item.label);
    }
    return label(item.expression);
  }

  private static @Nullable String label(SqlNode expression) {
    return switch (expression) {
      case SqlIdentifier name when !Nodes.isStar(name) -> Nodes.last(name);
      case FunctionCall call -> Nodes.last(call.name);
      case Cast cast -> label(cast.value);
      default -> null;
    };
  }

  private boolean mayBeCalled(SelectItem item, String name) {
    boolean star = item.expression instanceof SqlIdentifier identifier && Nodes.isStar(identifier);
    String text = asked.text().of(item).toLowerCase(Locale.ROOT);
    return !star
        && (NAMES_OF_ITS_OWN.contains(name) || text.contains(name.toLowerCase(Locale.ROOT)));
  }

  private @Nullable SortItem ofPosition(int position, OrderItem item) {
    int at = 0;
    for (SelectItem output : query.items()) {
      List<String> columns = columns(output);
      if (columns == null) {
        return null;
      }
      if (position > at && position <= at + columns.size()) {
        boolean star =
            output.expression instanceof SqlIdentifier identifier && Nodes.isStar(identifier);
        return new SortItem(
            columns.get(position - at - 1), star ? null : output.expression, position, item);
      }
      at += columns.size();
    }
    return null;
  }

  /** The position of an item's column, counted from 1; 0 if it is not known. */
  private int position(int item) {
    int position = 1;
    for (SelectItem before : query.items().subList(0, item)) {
      List<String> columns = columns(before);
      if (columns == null) {
        return 0;
      }
      position += columns.size();
    }
    return position;
  }

  /** The columns that an item makes; null if they are not known. */
  private @Nullable List<String> columns(SelectItem item) {
    if (!(item.expression instanceof SqlIdentifier name) || !Nodes.isStar(name)) {
      boolean row = item.expression instanceof FieldSelection selection && selection.field == null;
      return row ? null : List.of(asked.text().of(item));
    }
    if (!sources.isPlain()) {
      return null;
    }
    List<String> columns = new ArrayList<>();
    for (Source source : sources.all()) {
      String alias = String.valueOf(source.name());
      if (name.names.size() == 1 || alias.equals(name.names.get(0))) {
        for (String column : sources.relation(source).columns()) {
          if (!asked.text().canHave(alias + column)) {
            return null;
          }
          columns.add(HandedColumn.quoted(alias) + "." + HandedColumn.quoted(column));
        }
      }
    }
    return columns;
  }
}
