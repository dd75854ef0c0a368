package io.penstock.sql.facts;

import io.penstock.sql.facts.MergeShape.Call;
import io.penstock.sql.facts.MergeShape.Distinct;
import io.penstock.sql.facts.MergeShape.Item;
import io.penstock.sql.facts.MergeShape.SetOperation;
import io.penstock.sql.tree.Aliased;
import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.Grouping;
import io.penstock.sql.tree.OrderItem;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.PostgresNode;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.TableName;
import io.penstock.sql.tree.TableQuery;
import io.penstock.sql.tree.ValuesQuery;
import io.penstock.sql.tree.With;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSetOperator;
import org.jspecify.annotations.Nullable;

/** Tells the shape of a query's result. */
final class ShapeReader {
  private final List<SetOperation> setOperations = new ArrayList<>();

  private ShapeReader() {}

  /** Null for a change, and for a query around which another one's ORDER BY or LIMIT stands. */
  static @Nullable MergeShape shape(SqlNode statement) {
    SqlNode query = statement instanceof With with ? with.body : statement;
    OrderedQuery tail = query instanceof OrderedQuery ordered ? ordered : null;
    SqlNode body = tail == null ? query : tail.query;
    boolean known =
        switch (body) {
          case Select select -> true;
          case ValuesQuery values -> true;
          case TableQuery table -> true;
          case SqlBasicCall call -> true;
          default -> false;
        };
    return known ? new ShapeReader().read(body, tail) : null;
  }

  private MergeShape read(SqlNode body, @Nullable OrderedQuery tail) {
    Select select = body instanceof Select it ? it : null;
    setOperations(body);
    SqlNodeList group = select == null ? null : select.getGroup();
    SqlNode having = select == null ? null : select.getHaving();
    return new MergeShape(
        select == null ? List.of() : items(select),
        tail == null || tail.orderBy == null ? List.of() : orderBy(tail.orderBy),
        tail == null || tail.limit == null ? null : Operands.of(tail.limit),
        tail == null || tail.offset == null ? null : Operands.of(tail.offset),
        tail != null && tail.withTies,
        distinct(select),
        spans(group),
        groupingSets(select),
        having == null ? null : NodeNames.span(having),
        setOperations,
        windows(select) || (tail != null && windows(tail.orderBy)),
        oneTable(body));
  }

  private static Distinct distinct(@Nullable Select select) {
    if (select == null) {
      return Distinct.NONE;
    }
    if (select.distinctOn != null) {
      return Distinct.ON;
    }
    return select.isDistinct() ? Distinct.ALL : Distinct.NONE;
  }

  private static List<Item> items(Select select) {
    List<Item> items = new ArrayList<>();
    for (SqlNode node : select.getSelectList()) {
      SelectItem item = (SelectItem) node;
      ColumnUse column =
          item.expression instanceof SqlIdentifier name && !NodeNames.isStar(name)
              ? NodeNames.column(name)
              : null;
      Call call = item.expression instanceof FunctionCall function ? call(function) : null;
      String label = item.label == null ? null : item.label.getSimple();
      items.add(new Item(NodeNames.span(item), label, column, call));
    }
    return items;
  }

  private static Call call(FunctionCall call) {
    return new Call(
        ExpressionReader.use(call),
        spans(call.arguments),
        call.distinct,
        call.orderBy != null,
        call.filter != null,
        call.over != null);
  }

  private static List<Span> spans(@Nullable SqlNodeList nodes) {
    List<Span> spans = new ArrayList<>();
    if (nodes != null) {
      for (SqlNode node : nodes) {
        spans.add(NodeNames.span(node));
      }
    }
    return spans;
  }

  private static boolean groupingSets(@Nullable Select select) {
    if (select == null || select.getGroup() == null) {
      return false;
    }
    boolean sets = select.getGroup().getList().stream().anyMatch(Grouping.class::isInstance);
    return sets || select.groupDistinct;
  }

  private static List<MergeShape.OrderItem> orderBy(SqlNodeList nodes) {
    List<MergeShape.OrderItem> items = new ArrayList<>();
    for (SqlNode node : nodes) {
      OrderItem item = (OrderItem) node;
      ColumnUse column =
          item.expression instanceof SqlIdentifier name && !NodeNames.isStar(name)
              ? NodeNames.column(name)
              : null;
      items.add(
          new MergeShape.OrderItem(
              NodeNames.span(item),
              column,
              position(item.expression),
              item.descending,
              item.nullsFirst,
              item.using != null));
    }
    return items;
  }

  /** The number of a select list's item, or 0. */
  private static int position(SqlNode expression) {
    boolean number =
        expression instanceof Constant constant && constant.text.matches("[1-9][0-9]{0,4}");
    return number ? Integer.parseInt(((Constant) expression).text) : 0;
  }

  private void setOperations(SqlNode query) {
    SqlNode at = query;
    while (at instanceof SqlBasicCall call && call.getOperator() instanceof SqlSetOperator set) {
      setOperations.add(
          switch (call.getKind()) {
            case UNION -> set.isAll() ? SetOperation.UNION_ALL : SetOperation.UNION;
            case INTERSECT -> set.isAll() ? SetOperation.INTERSECT_ALL : SetOperation.INTERSECT;
            default -> set.isAll() ? SetOperation.EXCEPT_ALL : SetOperation.EXCEPT;
          });
      setOperations(call.operand(1));
      at = call.operand(0);
    }
  }

  /** Whether a window function is called, in sub-queries too. */
  private static boolean windows(@Nullable SqlNode node) {
    if (node instanceof FunctionCall call && call.over != null) {
      return true;
    }
    return switch (node) {
      case Select select -> windows(select.getSelectList());
      case PostgresNode inner -> anyWindows(inner.getOperandList());
      case SqlNodeList list -> anyWindows(list.getList());
      case SqlCall call -> anyWindows(call.getOperandList());
      case null, default -> false;
    };
  }

  private static boolean anyWindows(List<? extends @Nullable SqlNode> nodes) {
    for (SqlNode node : nodes) {
      if (windows(node)) {
        return true;
      }
    }
    return false;
  }

  private static boolean oneTable(SqlNode body) {
    if (body instanceof TableQuery) {
      return true;
    }
    if (!(body instanceof Select select)
        || !(select.getFrom() instanceof SqlNodeList from)
        || from.size() != 1) {
      return false;
    }
    SqlNode only = from.get(0) instanceof Aliased aliased ? aliased.table : from.get(0);
    return only instanceof TableName;
  }
}
