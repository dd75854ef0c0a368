package io.penstock.sql.scatter;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An INSERT whose rows of VALUES are of several shards: each inserts those of its own.
 *
 * @param head what stands before the values of the first row, with its parenthesis
 * @param rows in the order of the text
 * @param tail what stands behind those of the last one
 * @param rest the numbers of the parameters in head and tail
 * @param ordered whether all of its rows are told: then they are in the order of the text
 */
public record SplitRows(
    String head, List<Row> rows, String tail, Set<Integer> rest, boolean ordered, Charset charset)
    implements ScatterPlan.Change {
  /**
   * The values of a row as they are written.
   *
   * @param parameters their numbers
   */
  public record Row(String text, Set<Integer> parameters) {
    public Row {
      parameters = Set.copyOf(parameters);
    }
  }

  public SplitRows {
    rows = List.copyOf(rows);
    rest = Set.copyOf(rest);
  }

  /** The statement with some of the rows, by their numbers from 0. */
  public byte[] text(BitSet some) {
    List<String> texts = new ArrayList<>();
    some.stream().forEach(row -> texts.add(rows.get(row).text()));
    return (head + String.join("), (", texts) + tail).getBytes(charset);
  }

  /** The numbers of the parameters that this has. */
  public BitSet parameters(BitSet some) {
    BitSet all = new BitSet();
    rest.forEach(all::set);
    some.stream().forEach(row -> rows.get(row).parameters().forEach(all::set));
    return all;
  }

  /** Parameters whose first place, which decides on an open type, may be of another shard. */
  public Set<Integer> shared() {
    Set<Integer> seen = new TreeSet<>(rest);
    Set<Integer> shared = new TreeSet<>();
    for (Row row : rows) {
      for (int parameter : row.parameters()) {
        if (!seen.add(parameter)) {
          shared.add(parameter);
        }
      }
    }
    return shared;
  }
}
