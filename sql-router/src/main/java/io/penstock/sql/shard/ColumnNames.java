package io.penstock.sql.shard;

import io.penstock.sql.catalog.Relation;
import io.penstock.sql.facts.ColumnUse;
import io.penstock.sql.facts.FromItem;
import io.penstock.sql.facts.QueryBlock;
import io.penstock.sql.facts.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What names of columns mean in one statement. A name that could mean something that is not known
 * here means nothing.
 */
final class ColumnNames {
  private final List<QueryBlock> blocks;
  private final List<Relation> tables;

  /** A column of a use of a table, and where that use is. */
  record Found(int block, int item, int table, String column) {
    Column node() {
      return new Column(table, column);
    }
  }

  /** A column of a use of a table, by its number. */
  record Column(int table, String name) {}

  /**
   * @param tables what each use of a table means
   */
  ColumnNames(List<QueryBlock> blocks, List<Relation> tables) {
    this.blocks = blocks;
    this.tables = tables;
  }

  @Nullable Found find(ColumnUse use, @Nullable Scope sees) {
    for (Scope scope = sees; scope != null; scope = blocks.get(scope.block()).outer()) {
      QueryBlock block = blocks.get(scope.block());
      String qualifier = use.qualifier();
      if (qualifier == null) {
        if (mayHave(block, scope, use.name())) {
          return bare(block, scope, use.name());
        }
      } else {
        int item = named(block, scope, qualifier);
        if (item != NONE) {
          return item == SEVERAL ? null : found(block, item, use.name());
        }
      }
    }
    return null;
  }

  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  private static int named(QueryBlock block, Scope scope, String name) {
    int found = NONE;
    for (int item = scope.from(); item < Math.min(scope.to(), block.items().size()); item++) {
      if (name.equals(block.items().get(item).name())) {
        if (found != NONE) {
          return SEVERAL;
        }
        found = item;
      }
    }
    return found;
  }

  private @Nullable Found found(QueryBlock block, int item, String column) {
    FromItem at = block.items().get(item);
    boolean known = at.plain() && tables.get(at.table()).type(column) != 0;
    return known ? new Found(block.number(), item, at.table(), column) : null;
  }

  /** Whether a name without a table may mean a column of these items. */
  private boolean mayHave(QueryBlock block, Scope scope, String name) {
    for (int item = scope.from(); item < Math.min(scope.to(), block.items().size()); item++) {
      FromItem at = block.items().get(item);
      if (!at.plain() || tables.get(at.table()).type(name) != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * The column of these items with this name. Of several, which USING has made one, it is the
   * first: of inner and left joins.
   */
  private @Nullable Found bare(QueryBlock block, Scope scope, String name) {
    Found first = null;
    boolean several = false;
    boolean unknown = false;
    for (int item = scope.from(); item < Math.min(scope.to(), block.items().size()); item++) {
      unknown |= !block.items().get(item).plain();
      Found found = found(block, item, name);
      several |= first != null && found != null;
      first = first == null ? found : first;
    }
    boolean merges = block.obscure() || !block.merged().isEmpty();
    return block.obscure() || (unknown && (several || merges)) ? null : first;
  }

  /** The column of one side of USING. */
  @Nullable Found merged(QueryBlock block, Scope side, String name) {
    for (int item = side.from(); item < Math.min(side.to(), block.items().size()); item++) {
      if (!block.items().get(item).plain()) {
        return null;
      }
    }
    return bare(block, side, name);
  }
}
