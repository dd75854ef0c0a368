package io.penstock.sql.facts;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was found so far of one block. */
final class BlockParts {
  final List<FromItem> items = new ArrayList<>();
  final List<Match> matches = new ArrayList<>();
  final List<MergedColumn> merged = new ArrayList<>();
  final List<Operand> outputs = new ArrayList<>();
  QueryBlock.Form form = QueryBlock.Form.OTHER;
  boolean obscure;
  @Nullable List<String> columns;
  int source = -1;
  private final int number;
  private final @Nullable Scope outer;

  BlockParts(int number, @Nullable Scope outer) {
    this.number = number;
    this.outer = outer;
  }

  QueryBlock block() {
    return new QueryBlock(
        number, form, outer, items, matches, merged, obscure, outputs, columns, source);
  }
}
