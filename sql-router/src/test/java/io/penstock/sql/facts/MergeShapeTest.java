package io.penstock.sql.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.facts.MergeShape.Distinct;
import io.penstock.sql.facts.MergeShape.SetOperation;
import org.junit.jupiter.api.Test;

class MergeShapeTest {
  @Test
  void itemsTellColumnsAndCallsWithTheirPlaces() {
    String sql = "SELECT t.a, count(DISTINCT b) AS n, (c + 1), sum((d)) FILTER (WHERE e) FROM t";
    var items = shape(sql).items();

    assertThat(items)
        .extracting(it -> text(it.span(), sql))
        .containsExactly("t.a", "count(DISTINCT b)", "(c + 1)", "sum((d)) FILTER (WHERE e)");
    assertThat(items.get(0).column()).isEqualTo(new ColumnUse("t", "a"));
    assertThat(items.get(1).label()).isEqualTo("n");
    assertThat(items.get(1).call())
        .isEqualTo(
            new MergeShape.Call(
                new FunctionUse(null, "count", 1, false, false),
                java.util.List.of(new Span(sql.indexOf("b)"), sql.indexOf("b)") + 1)),
                true,
                false,
                false,
                false));
    assertThat(items.get(2).call()).isNull();
    assertThat(items.get(3).call().filtered()).isTrue();
    assertThat(text(items.get(3).call().arguments().getFirst(), sql)).isEqualTo("(d)");
  }

  @Test
  void orderTellsColumnsPositionsAndDirections() {
    String sql =
        "SELECT a FROM t ORDER BY a, 2 DESC, (b + 1) NULLS FIRST, c USING >, d DESC NULLS LAST";
    var order = shape(sql).orderBy();

    assertThat(order)
        .extracting(it -> text(it.span(), sql))
        .containsExactly("a", "2", "(b + 1)", "c", "d");
    assertThat(order).extracting(MergeShape.OrderItem::position).containsExactly(0, 2, 0, 0, 0);
    assertThat(order)
        .extracting(MergeShape.OrderItem::descending)
        .containsExactly(false, true, false, false, true);
    assertThat(order)
        .extracting(MergeShape.OrderItem::nullsFirst)
        .containsExactly(false, true, true, false, false);
    assertThat(order.get(3).usingOperator()).isTrue();
  }

  @Test
  void limitAndOffsetAreOperands() {
    MergeShape shape = shape("SELECT a FROM t OFFSET $2 FETCH FIRST $1 ROWS WITH TIES");

    assertThat(shape.limit()).extracting("number").isEqualTo(1);
    assertThat(shape.offset()).extracting("number").isEqualTo(2);
    assertThat(shape.withTies()).isTrue();
    assertThat(shape("SELECT a FROM t LIMIT ALL").limit()).isNull();
  }

  @Test
  void distinctGroupsAndWindowsAreTold() {
    assertThat(shape("SELECT a FROM t").distinct()).isEqualTo(Distinct.NONE);
    assertThat(shape("SELECT DISTINCT a FROM t").distinct()).isEqualTo(Distinct.ALL);
    assertThat(shape("SELECT DISTINCT ON (a) a FROM t").distinct()).isEqualTo(Distinct.ON);
    assertThat(shape("SELECT a FROM t GROUP BY a, (b)").groupBy()).hasSize(2);
    assertThat(shape("SELECT a FROM t GROUP BY a").groupingSets()).isFalse();
    assertThat(shape("SELECT a FROM t GROUP BY ROLLUP (a)").groupingSets()).isTrue();
    assertThat(shape("SELECT a FROM t GROUP BY DISTINCT a").groupingSets()).isTrue();
    assertThat(shape("SELECT 1 + sum(a) OVER () FROM t").windows()).isTrue();
    assertThat(shape("SELECT a FROM t WINDOW w AS () ORDER BY rank() OVER w").windows()).isTrue();
    assertThat(shape("SELECT sum(a) FROM t").windows()).isFalse();
  }

  @Test
  void setOperationsAreTold() {
    assertThat(shape("SELECT 1 UNION ALL (SELECT 2 EXCEPT SELECT 3) LIMIT 1").setOperations())
        .containsExactlyInAnyOrder(SetOperation.UNION_ALL, SetOperation.EXCEPT);
  }

  @Test
  void oneTableIsToldFromMore() {
    assertThat(shape("SELECT a FROM t x").oneTable()).isTrue();
    assertThat(shape("TABLE t").oneTable()).isTrue();
    assertThat(shape("SELECT a FROM t, u").oneTable()).isFalse();
    assertThat(shape("SELECT a FROM f()").oneTable()).isFalse();
    assertThat(shape("SELECT 1").oneTable()).isFalse();
  }

  @Test
  void changesAndNestedTailsHaveNoShape() {
    assertThat(Texts.facts("DELETE FROM t RETURNING a").shape()).isNull();
    assertThat(Texts.facts("(SELECT a FROM t LIMIT 2) LIMIT 1").shape()).isNull();
  }

  private static MergeShape shape(String sql) {
    MergeShape shape = Texts.facts(sql).shape();
    assertThat(shape).isNotNull();
    return shape;
  }

  private static String text(Span span, String sql) {
    return sql.substring(span.start(), span.end());
  }
}
