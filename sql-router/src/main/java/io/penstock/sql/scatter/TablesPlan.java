package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.scatter.Collecting.Table;
import io.penstock.sql.scatter.ScatterPlan.Refused;
import io.penstock.sql.scatter.Sources.Source;
import io.penstock.sql.tree.Aliased;
import io.penstock.sql.tree.CommonTable;
import io.penstock.sql.tree.OrderedQuery;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.TableQuery;
import java.util.ArrayList;
import java.util.IdentityHashMap;
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
  private final Collecting collecting = new Collecting();

  /** Blocks whose rows are few, by the query that they replace. */
  private final IdentityHashMap<SqlNode, Integer> blocks = new IdentityHashMap<>();

  private @Nullable Refused refused;

  private TablesPlan(SqlNode statement, Asked asked, Calls calls) {
    this.asked = asked;
    this.calls = calls;
    this.needed = new NeededColumns(statement);
    this.duplicates = new Duplicates(statement, calls);
  }

  static ScatterPlan of(SqlNode statement, Asked asked, Calls calls) {
    TablesPlan plan = new TablesPlan(statement, asked, calls);
    plan.walk(statement, true, false, List.of());
    if (plan.refused != null) {
      return plan.refused;
    }
    plan.collecting.number(plan.parts, plan.columns, plan.blocks);
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
   * @param around the FROMs around it whose columns may be named there, innermost first
   */
  private void walk(SqlNode node, boolean attached, boolean side, List<Sources> around) {
    boolean query = Nodes.isQuery(node);
    if (query && !attached && replaceBlock(node, side)) {
      return;
    }
    replace(node, around);
    boolean operation = query && node instanceof SqlBasicCall;
    for (SqlNode child : Nodes.children(node)) {
      boolean clauses = query && !operation && !(node instanceof Select);
      boolean body = clauses && Nodes.isQuery(child);
      walk(child, body, operation, around(node, child, around));
    }
  }

  @SuppressWarnings("ReferenceEquality") // Which part of a SELECT it is.
  private List<Sources> around(SqlNode node, SqlNode child, List<Sources> around) {
    return switch (node) {
      case Select select when child == select.getFrom() -> List.of();
      case Select select -> {
        List<Sources> more = new ArrayList<>(around);
        more.addFirst(Sources.of(select.getFrom(), asked));
        yield more;
      }
      case OrderedQuery ordered when child != ordered.query -> List.of();
      case CommonTable table -> List.of();
      default -> around;
    };
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
    if (block.few() && block.labels() == null) {
      blocks.put(query, part);
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

  private void replace(SqlNode node, List<Sources> around) {
    if (node instanceof Select select) {
      Sources sources = Sources.of(select.getFrom(), asked);
      PushedConditions pushed = new PushedConditions(select, sources, calls, asked.text());
      for (Source source : sources.all()) {
        if (isSharded(source)) {
          boolean only = sources.all().size() == 1 && source.plain();
          List<HandedColumn> handed = handed(source, select);
          boolean once = only && duplicates.doNotMatter(select, sources.relation(source), handed);
          replace(
              source,
              source.table(),
              table(source, handed, once, pushed, sources, new Equalities(asked, sources, around)));
        }
      }
    } else if (node instanceof TableQuery query) {
      Sources sources = Sources.of(query.table, asked);
      Source source = sources.all().getFirst();
      if (isSharded(source)) {
        List<HandedColumn> handed = handed(source, query);
        String sql = "SELECT " + list(source, handed) + " FROM " + asked.text().of(source.item());
        replace(source, query, new Table(source.use(), sql, false, handed, List.of(), 1));
      }
    }
  }

  private boolean isSharded(Source source) {
    return source.use() >= 0 && asked.tables().get(source.use()).sharded();
  }

  private Table table(
      Source source,
      List<HandedColumn> handed,
      boolean once,
      PushedConditions pushed,
      Sources sources,
      Equalities equalities) {
    List<String> where = new ArrayList<>(pushed.texts(source));
    double share = new Selectivity(sources).ofAny(pushed.own(source));
    for (Companions companions : Companions.of(source, pushed, sources, asked)) {
      where.add(companions.sql());
      share *= companions.share();
    }
    String sql =
        (once ? "SELECT DISTINCT " : "SELECT ")
            + list(source, handed)
            + " FROM "
            + asked.text().of(source.item())
            + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where));
    return new Table(
        source.use(),
        sql,
        !where.isEmpty(),
        handed,
        equalities.of(source, pushed.met(source).conditions()),
        share);
  }

  private static String list(Source source, List<HandedColumn> handed) {
    return source.renamed()
        ? "*"
        : handed.stream()
            .map(one -> HandedColumn.quoted(one.name()))
            .collect(Collectors.joining(", "));
  }

  private List<HandedColumn> handed(Source source, SqlNode query) {
    Relation relation = asked.tables().get(source.use()).relation();
    List<HandedColumn> handed = new ArrayList<>();
    for (String column : needed.of(source, relation, query)) {
      HandedColumn one = HandedColumn.of(relation, column, column);
      if (one == null) {
        refuse("the type of " + relation + "." + column + " is not known", RELOAD);
      } else if (!canHave(one)) {
        refuse(
            "the name or type of " + relation + "." + column + " has letters beyond ASCII",
            "Use client_encoding UTF8.");
      } else {
        handed.add(one);
      }
    }
    return handed;
  }

  private void refuse(String sentence, String hint) {
    refused = refused == null ? new Refused(sentence, hint) : refused;
  }

  /**
   * @param place what is replaced: the table, or TABLE and its name
   */
  private void replace(Source source, @Nullable SqlNode place, Table table) {
    collecting.add(table);
    boolean aliased = source.item() instanceof Aliased around && around.alias != null;
    String alias = aliased ? "" : " AS " + HandedColumn.quoted(String.valueOf(source.name()));
    String before = place instanceof TableQuery ? "SELECT * FROM " : "";
    if (place != null) {
      edits.add(
          new Edit(
              SqlText.begin(place),
              SqlText.end(place),
              gathered -> before + gathered.of(table.part(), List.of()).table() + alias));
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
}
