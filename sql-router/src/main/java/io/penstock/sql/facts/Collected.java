package io.penstock.sql.facts;

import io.penstock.sql.Verb;
import io.penstock.sql.grammar.Grammar.NotUnderstood;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The facts found so far in one statement. */
final class Collected {
  /** How deep a tree may be; a chain of operators is as deep as it is long. */
  private static final int DEEPEST = 500;

  final List<TableUse> tables = new ArrayList<>();
  final List<FunctionUse> functions = new ArrayList<>();
  final List<OperatorUse> operators = new ArrayList<>();
  final List<TypeUse> types = new ArrayList<>();
  final Set<String> attributes = new LinkedHashSet<>();
  final List<Comparison> comparisons = new ArrayList<>();
  boolean locks;
  boolean writes;
  int parameters;
  private final List<BlockParts> blocks = new ArrayList<>();
  private int depth;

  /** A new block, which sees the CTEs that are seen here. */
  Block newBlock(@Nullable Scope outer, Block.@Nullable Seen seen) {
    int number = blocks.size();
    blocks.add(new BlockParts(number, outer));
    return new Block(number, outer, seen);
  }

  BlockParts of(Block block) {
    return blocks.get(block.number());
  }

  void enter() throws NotUnderstood {
    depth++;
    if (depth > DEEPEST) {
      throw new NotUnderstood("its tree is deeper than " + DEEPEST);
    }
  }

  void leave() {
    depth--;
  }

  StatementFacts facts(Verb verb, boolean executes, @Nullable MergeShape shape) {
    return new StatementFacts(
        verb,
        executes,
        tables,
        functions,
        operators,
        types,
        attributes,
        locks,
        writes,
        comparisons,
        parameters,
        shape,
        blocks.stream().map(BlockParts::block).toList());
  }
}
