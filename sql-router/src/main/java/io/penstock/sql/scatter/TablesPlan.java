package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.scatter.ScatterPlan.Refused;
import io.penstock.sql.scatter.Sources.Source;
import io.penstock.sql.tree.Aliased;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.TableQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The plan for every query: the rows of each sharded table are gathered, without columns and rows
 * that cannot matter, and the query runs as it is written, with them in the tables' places.
 */
final class TablesPlan {
  private final Asked asked;
  private final Calls calls;
  private final NeededColumns needed;
  private final Duplicates duplicates;
  private final List<Part> parts = new ArrayList<>();

  /** Of each part; null where the server tells them. */
  private final List<@Nullable List<HandedColumn>> columns = new ArrayList<>();

  private final List<Edit> edits = new ArrayList<>();
  private @Nullable Refused refused;

  private TablesPlan(SqlNode statement, Asked asked, Calls calls) {
    this.asked = asked;
    this.calls = calls;
    this.needed = new NeededColumns(statement);
    this.duplicates = new Duplicates(statement, calls);
  }

  static ScatterPlan of(SqlNode statement, Asked asked, Calls calls) {
    TablesPlan plan = new TablesPlan(statement, asked, calls);
    plan.walk(statement, true, false);
    if (plan.refused != null) {
      return plan.refused;
    }
    return new Gather(
        plan.parts,
        (described, parameters) -> {
          Gathered gathered = new Gathered(described, parameters, plan.handed(described));
          String sql = asked.text().edited(0, asked.text().length(), plan.edits, gathered);
          return new Finish(sql, gathered.carriers());
        });
  }

  private List<List<HandedColumn>> handed(Described described) throws Gather.Unfinished {
    List<List<HandedColumn>> all = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      List<HandedColumn> known = columns.get(part);
      all.add(known == null ? HandedColumn.of(described.parts().get(part), asked) : known);
    }
    return all;
  }

  /**
   * Replaces what is in a node, from the top down.
   *
   * @param attached whether clauses around it are its own: ORDER BY, LIMIT, WITH; or it is all
   * @param side whether it is a side of a set operation
   */
  private void walk(SqlNode node, boolean attached, boolean side) {
    boolean query = Nodes.isQuery(node);
    if (query && !attached && replaceBlock(node, side)) {
      return;
    }
    replace(node);
    boolean operation = query && node instanceof SqlBasicCall;
    for (SqlNode child : Nodes.children(node)) {
      boolean around = query && !operation && !(node instanceof Select);
      boolean body = around && Nodes.isQuery(child);
      walk(child, body, operation);
    }
  }

  /** Whether it is replaced by what the shards make of it. */
  private boolean replaceBlock(SqlNode query, boolean side) {
    Block block = NestedBlocks.of(query, asked, calls);
    if (block == null) {
      return false;
    }
    int known = parts.indexOf(block.part());
    boolean shared = known >= 0 && columns.get(known) == null;
    int part = shared ? known : parts.size();
    if (!shared) {
      parts.add(block.part());
      columns.add(null);
    }
    edits.add(
        new Edit(
            SqlText.begin(query),
            SqlText.end(query),
            gathered -> {
              String sql = block.text().in(gathered.of(part, block.labels()));
              return side ? "(" + sql + ")" : sql;
            }));
    return true;
  }

  private void replace(SqlNode node) {
    if (node instanceof Select select) {
      Sources sources = Sources.of(select.getFrom(), asked);
      PushedConditions conditions = new PushedConditions(select, sources, calls);
      for (Source source : sources.all()) {
        if (isSharded(source)) {
          boolean only = sources.all().size() == 1 && source.plain();
          replace(source, select, conditions.of(source), only ? select : null);
        }
      }
    } else if (node instanceof TableQuery query) {
      Source source = Sources.of(query.table, asked).all().getFirst();
      if (isSharded(source)) {
        replace(source, query, List.of(), null);
      }
    }
  }

  private boolean isSharded(Source source) {
    return source.use() >= 0 && asked.tables().get(source.use()).sharded();
  }

  /**
   * @param only the SELECT, if it reads this table alone
   */
  private void replace(
      Source source, SqlNode query, List<SqlNode> conditions, @Nullable Select only) {
    Relation relation = asked.tables().get(source.use()).relation();
    List<HandedColumn> handed = new ArrayList<>();
    for (String column : needed.of(source, relation, query)) {
      HandedColumn one = HandedColumn.of(relation, column, column);
      if (one == null) {
        refused = new Refused("the type of " + relation + "." + column + " is not known", RELOAD);
        return;
      }
      if (!canHave(one)) {
        refused =
            new Refused(
                "the name or type of " + relation + "." + column + " has letters beyond ASCII",
                "Use client_encoding UTF8.");
        return;
      }
      handed.add(one);
    }
    SqlText text = asked.text();
    String list =
        source.renamed()
            ? "*"
            : handed.stream()
                .map(one -> HandedColumn.quoted(one.name()))
                .collect(Collectors.joining(", "));
    String where =
        conditions.stream()
            .map(condition -> "(" + text.of(condition) + ")")
            .collect(Collectors.joining(" AND "));
    boolean once = only != null && duplicates.doNotMatter(only, relation, handed);
    String sql =
        (once ? "SELECT DISTINCT " : "SELECT ")
            + list
            + " FROM "
            + text.of(source.item())
            + (where.isEmpty() ? "" : " WHERE " + where);
    int part = part(sql, handed);
    boolean aliased = source.item() instanceof Aliased around && around.alias != null;
    String alias = aliased ? "" : " AS " + HandedColumn.quoted(String.valueOf(source.name()));
    boolean whole = query instanceof TableQuery;
    SqlNode place = whole ? query : source.table();
    if (place != null) {
      edits.add(
          new Edit(
              SqlText.begin(place),
              SqlText.end(place),
              gathered ->
                  (whole ? "SELECT * FROM " : "") + gathered.of(part, List.of()).table() + alias));
    }
  }

  private static final String RELOAD =
      "If the table was changed a moment ago, wait until the catalog is read again, or RELOAD.";

  private boolean canHave(HandedColumn column) {
    SqlText text = asked.text();
    return text.canHave(column.name())
        && text.canHave(column.type())
        && (column.collation() == null || text.canHave(column.collation()));
  }

  private int part(String sql, List<HandedColumn> handed) {
    Part part = new Part(sql);
    int known = parts.indexOf(part);
    if (known >= 0 && columns.get(known) != null) {
      return known;
    }
    parts.add(part);
    columns.add(handed);
    return parts.size() - 1;
  }
}
