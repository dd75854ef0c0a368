package io.penstock.sql.scatter;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.scatter.Sources.Source;
import io.penstock.sql.tree.FieldSelection;
import io.penstock.sql.tree.Select;
import io.penstock.sql.tree.SelectItem;
import io.penstock.sql.tree.TableQuery;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;

/**
 * Which columns of a table a statement needs: all whose names it mentions anywhere, alone or behind
 * the table's, which may be more than it reads and never less, and changes no name's meaning.
 */
final class NeededColumns {
  /** Names without a dot, and the last ones of longer chains. */
  private final Set<String> mentioned = new HashSet<>();

  /** Names behind that of a table. */
  private final Map<String, Set<String>> qualified = new HashMap<>();

  private final Set<String> starred = new HashSet<>();
  private final Set<SqlNode> starring = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<SqlNode> counted = Collections.newSetFromMap(new IdentityHashMap<>());

  NeededColumns(SqlNode statement) {
    Nodes.each(statement, this::look);
  }

  private void look(SqlNode node) {
    switch (node) {
      case SqlIdentifier name when name.names.size() == 2 ->
          qualified
              .computeIfAbsent(name.names.get(0), first -> new HashSet<>())
              .add(Nodes.last(name));
      case SqlIdentifier name -> mentioned.addAll(name.names);
      case FieldSelection selection -> {
        if (selection.field != null) {
          mentioned.add(selection.field);
        }
      }
      case SqlJoin join -> {
        boolean using = join.getConditionType() == JoinConditionType.USING;
        if (using && join.getCondition() instanceof SqlNodeList names) {
          names.forEach(name -> mentioned.add(Nodes.last((SqlIdentifier) name)));
        }
      }
      case Select select -> stars(select);
      default -> {
        if (node.getKind() == SqlKind.EXISTS) {
          // Only whether there is a row counts, not what is in it.
          counted.addAll(Nodes.children(node));
        }
      }
    }
  }

  private void stars(Select select) {
    for (SqlNode item : select.getSelectList()) {
      if (((SelectItem) item).expression instanceof SqlIdentifier name && Nodes.isStar(name)) {
        if (name.names.size() > 1) {
          starred.add(name.names.get(0));
        } else if (!counted.contains(select)) {
          starring.add(select);
        }
      }
    }
    boolean[] natural = {false};
    if (select.getFrom() != null) {
      Nodes.each(
          select.getFrom(), node -> natural[0] |= node instanceof SqlJoin join && join.isNatural());
    }
    if (natural[0]) {
      starring.add(select);
    }
  }

  /**
   * The columns of one use, in the table's order; at least one.
   *
   * @param query that has it in its FROM: a SELECT or a TABLE
   */
  List<String> of(Source source, Relation relation, SqlNode query) {
    boolean all =
        source.renamed()
            || query instanceof TableQuery
            || starring.contains(query)
            || starred.contains(source.name())
            || (source.hidden() && !starred.isEmpty());
    List<String> columns =
        relation.columns().stream()
            .filter(name -> all || mentioned.contains(name) || isQualified(source, name))
            .toList();
    return columns.isEmpty() ? relation.columns().subList(0, 1) : columns;
  }

  private boolean isQualified(Source source, String column) {
    return source.hidden()
        ? qualified.values().stream().anyMatch(names -> names.contains(column))
        : qualified.getOrDefault(String.valueOf(source.name()), Set.of()).contains(column);
  }
}
