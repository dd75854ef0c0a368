package io.penstock.sql.scatter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT that is answered by what each shard makes of its own rows.
 *
 * @param text the SELECT that makes the answer of the part's rows
 * @param labels what its columns are called; null if they are called what the part's are
 * @param named whether that is known
 * @param few whether each shard hands on fewer rows than its tables have groups
 */
record Block(Part part, Edit.Text text, @Nullable List<String> labels, boolean named, boolean few) {
  /** The plan, if the block is the whole query. */
  Gather gather(Asked asked) {
    return new Gather(
        List.of(part),
        (described, parameters) -> {
          List<HandedColumn> handed = HandedColumn.of(described.parts().getFirst(), asked);
          List<String> names = described.text().stream().map(ColumnType::name).toList();
          Gathered gathered = new Gathered(described, parameters, List.of(handed)).of(0, names);
          return new Finish(text.in(gathered), gathered.carriers());
        });
  }
}
