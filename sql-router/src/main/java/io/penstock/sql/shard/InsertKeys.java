package io.penstock.sql.shard;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.facts.Comparison;
import io.penstock.sql.facts.Operand;
import io.penstock.sql.facts.QueryBlock;
import io.penstock.sql.facts.Scope;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.shard.ColumnNames.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the keys of the rows of an INSERT. */
final class InsertKeys {
  private static final String GIVE_IT =
      "Give every row its key as a literal or a parameter; what penstock.next_id() or a sequence is"
          + " to make, make in a statement before.";

  private final StatementFacts facts;
  private final TableUses tables;
  private final ColumnNames names;
  private final OperandSources operands;
  private final KeyGraph graph;

  InsertKeys(
      StatementFacts facts,
      TableUses tables,
      ColumnNames names,
      OperandSources operands,
      KeyGraph graph) {
    this.facts = facts;
    this.tables = tables;
    this.names = names;
    this.operands = operands;
    this.graph = graph;
  }

  Set<KeyUse> of(QueryBlock block, int table, TableRule rule) throws NotOnOneShard {
    Relation relation = tables.relations().get(table);
    List<String> columns = block.columns() == null ? relation.columns() : block.columns();
    int[] positions = new int[rule.key().size()];
    for (int at = 0; at < positions.length; at++) {
      positions[at] = columns.indexOf(rule.key().get(at));
      if (positions[at] < 0) {
        throw missing(relation, rule.key().get(at));
      }
    }
    Map<Integer, Map<Integer, Operand>> rows = rows(block.number());
    if (!rows.isEmpty()) {
      return values(rows, relation, rule, positions);
    }
    if (block.source() < 0) {
      throw missing(relation, rule.key().getFirst());
    }
    return query(facts.blocks().get(block.source()), relation, rule, positions);
  }

  private static NotOnOneShard missing(Relation relation, String column) {
    return new NotOnOneShard(
        "a row inserted into " + relation + " has no value for its key " + column, GIVE_IT);
  }

  private static NotOnOneShard unclear(Relation relation, String column) {
    return new NotOnOneShard(
        "a row inserted into "
            + relation
            + " has a key "
            + column
            + " that is neither a literal nor a parameter",
        GIVE_IT);
  }

  private Map<Integer, Map<Integer, Operand>> rows(int block) {
    Map<Integer, Map<Integer, Operand>> rows = new TreeMap<>();
    for (Comparison value : facts.comparisons()) {
      if (value.kind() == Comparison.Kind.INSERT_VALUE && value.block() == block) {
        rows.computeIfAbsent(value.row(), first -> new HashMap<>())
            .put(value.position(), value.values().getFirst());
      }
    }
    return rows;
  }

  private Set<KeyUse> values(
      Map<Integer, Map<Integer, Operand>> rows, Relation relation, TableRule rule, int[] positions)
      throws NotOnOneShard {
    Set<KeyUse> uses = new LinkedHashSet<>();
    for (Map<Integer, Operand> row : rows.values()) {
      List<KeySource> sources = new ArrayList<>();
      for (int at = 0; at < positions.length; at++) {
        String column = rule.key().get(at);
        Operand value = row.get(positions[at]);
        if (value == null || value instanceof Operand.Default) {
          throw missing(relation, column);
        }
        KeySource source = source(value, relation.type(column));
        if (source == null) {
          throw unclear(relation, column);
        }
        sources.add(source);
      }
      uses.add(new KeyUse(rule.name(), sources, true));
    }
    return uses;
  }

  private @Nullable KeySource source(Operand value, int columnOid) {
    return operands.source(Comparison.Kind.EQUALS, List.of(value), columnOid);
  }

  /** The rows of a SELECT, whose key is a value or a column that is restricted. */
  private Set<KeyUse> query(QueryBlock query, Relation relation, TableRule rule, int[] positions)
      throws NotOnOneShard {
    List<List<KeySource>> columns = new ArrayList<>();
    for (int at = 0; at < positions.length; at++) {
      String column = rule.key().get(at);
      List<KeySource> sources = List.of();
      if (query.form() == QueryBlock.Form.SELECT && positions[at] < query.outputs().size()) {
        sources = output(query, query.outputs().get(positions[at]), relation.type(column));
      }
      if (sources.isEmpty()) {
        throw new NotOnOneShard(
            "the key "
                + column
                + " of the rows inserted into "
                + relation
                + " is not proven to be one value",
            "Select the key as a literal, a parameter, or a column that a condition restricts to"
                + " one; not with * and not from a set operation.");
      }
      columns.add(sources);
    }
    return StatementShards.uses(rule, columns);
  }

  private List<KeySource> output(QueryBlock query, Operand output, int columnOid) {
    if (output instanceof Operand.Column(var use)) {
      Found found = names.find(use, Scope.of(query.number()));
      if (found == null
          || found.block() != query.number()
          || !query.items().get(found.item()).inner()) {
        return List.of();
      }
      KeyType from = KeyType.of(tables.relations().get(found.table()).type(found.column()));
      KeyType to = KeyType.of(columnOid);
      boolean cut = to == KeyType.VARCHAR && from != KeyType.VARCHAR;
      return KeyGraph.alike(from, to) && !cut
          ? graph.sources(found.table(), found.column())
          : List.of();
    }
    KeySource source = source(output, columnOid);
    return source == null ? List.of() : List.of(source);
  }
}
