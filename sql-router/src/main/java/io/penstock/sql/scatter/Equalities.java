package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.scatter.Sources.Found;
import io.penstock.sql.scatter.Sources.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * With which columns of other tables a table's columns must be equal for its rows to matter: of the
 * same FROM, of those around it, or of a sub-query behind IN.
 */
final class Equalities {
  /** Types that are equal as their bytes are, under the database's own collation. */
  private static final Set<Integer> TYPES = Set.of(20, 21, 23, 25, 1042, 1043, 1082, 2950);

  private final Asked asked;
  private final Sources sources;

  /** The FROMs around this one whose columns may be named here, innermost first. */
  private final List<Sources> around;

  /**
   * One of them.
   *
   * @param column of the table
   * @param other what has the values: a use of a table
   * @param value its column
   * @param query the query behind IN whose only output that is; null without one
   */
  record Equality(String column, int other, String value, @Nullable SqlNode query) {}

  Equalities(Asked asked, Sources sources, List<Sources> around) {
    this.asked = asked;
    this.sources = sources;
    this.around = around;
  }

  List<Equality> of(Source source, List<SqlNode> conditions) {
    List<Equality> all = new ArrayList<>();
    for (SqlNode condition : conditions) {
      if (Nodes.bare(condition) instanceof SqlBasicCall call && call.operandCount() == 2) {
        SqlNode left = Nodes.bare(call.operand(0));
        SqlNode right = Nodes.bare(call.operand(1));
        if (call.getKind() == SqlKind.EQUALS) {
          add(source, column(source, left), found(right), null, all);
          add(source, column(source, right), found(left), null, all);
        } else if (call.getKind() == SqlKind.IN && Nodes.isQuery(right)) {
          add(source, column(source, left), output(right), right, all);
        }
      }
    }
    return all;
  }

  private void add(
      Source source,
      @Nullable Found column,
      @Nullable Found value,
      @Nullable SqlNode query,
      List<Equality> all) {
    if (column != null
        && value != null
        && value.source().use() != source.use()
        && asked.tables().get(value.source().use()).sharded()
        && isAlike(column, value)) {
      all.add(new Equality(column.column(), value.source().use(), value.column(), query));
    }
  }

  private boolean isAlike(Found column, Found value) {
    Relation own = asked.tables().get(column.source().use()).relation();
    Relation other = asked.tables().get(value.source().use()).relation();
    int type = own.type(column.column());
    return TYPES.contains(type)
        && type == other.type(value.column())
        && own.collation(column.column()) == null
        && other.collation(value.column()) == null;
  }

  private @Nullable Found column(Source source, SqlNode node) {
    Found found = node instanceof SqlIdentifier name ? sources.find(name) : null;
    return found == null || found.merged() || !found.source().equals(source) ? null : found;
  }

  /** The column of a table, here or around, that a name is certain to mean. */
  private @Nullable Found found(SqlNode node) {
    if (!(node instanceof SqlIdentifier name) || name.names.size() > 2 || Nodes.isStar(name)) {
      return null;
    }
    Found here = sources.find(name);
    if (here != null) {
      return plain(here);
    }
    Sources inner = sources;
    for (Sources next : around) {
      if (mayMean(inner, name)) {
        return null;
      }
      Found found = next.find(name);
      if (found != null) {
        return plain(found);
      }
      inner = next;
    }
    return null;
  }

  private static @Nullable Found plain(Found found) {
    return found.merged() || !found.source().plain() ? null : found;
  }

  private static boolean mayMean(Sources sources, SqlIdentifier name) {
    String last = Nodes.last(name);
    return name.names.size() == 2
        ? sources.all().stream().anyMatch(source -> name.names.get(0).equals(source.name()))
        : sources.has(last) || !sources.isKnown(last);
  }

  /** The column that is all that a query has. */
  private @Nullable Found output(SqlNode query) {
    Outermost outermost = Outermost.of(query);
    if (outermost == null || outermost.with() != null || outermost.items().size() != 1) {
      return null;
    }
    SqlNode item = Nodes.bare(outermost.items().getFirst().expression);
    Found found =
        item instanceof SqlIdentifier name && !Nodes.isStar(name)
            ? Sources.of(outermost.select().getFrom(), asked).find(name)
            : null;
    return found == null ? null : plain(found);
  }
}
