package io.penstock.proxy.catalog;

import io.penstock.proxy.catalog.ScatterRunner.Answer;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.scatter.SortKey;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges the rows of shards as the proxy does. */
final class StreamMerge {
  private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "numeric");
  private static final Set<String> TEXTS = Set.of("text", "varchar");
  private static final Set<String> AS_WRITTEN = Set.of("bool", "date", "timestamptz", "uuid");

  private StreamMerge() {}

  /** Null if a key's type is not compared here. */
  static @Nullable Answer merge(List<Answer> answers, ScatterPlan.Stream stream) {
    Answer first = answers.getFirst();
    int keys = stream.order().size();
    int shown = first.columns().size() - keys;
    for (int at = 0; at < keys; at++) {
      String type = first.columns().get(shown + at).type();
      boolean text = TEXTS.contains(type) && stream.order().get(at).bytewise();
      if (!text && !NUMBERS.contains(type) && !AS_WRITTEN.contains(type)) {
        return null;
      }
    }
    List<List<@Nullable String>> rows = new ArrayList<>();
    int[] next = new int[answers.size()];
    while (true) {
      int least = -1;
      for (int at = 0; at < next.length; at++) {
        if (next[at] < answers.get(at).rows().size()
            && (least < 0
                || compare(
                        answers.get(at).rows().get(next[at]),
                        answers.get(least).rows().get(next[least]),
                        first,
                        shown,
                        stream.order())
                    < 0)) {
          least = at;
        }
      }
      if (least < 0) {
        return new Answer(first.columns().subList(0, shown), first.types(), rows);
      }
      rows.add(answers.get(least).rows().get(next[least]).subList(0, shown));
      next[least]++;
    }
  }

  private static int compare(
      List<@Nullable String> one,
      List<@Nullable String> other,
      Answer answer,
      int shown,
      List<SortKey> order) {
    for (int at = 0; at < order.size(); at++) {
      SortKey key = order.get(at);
      String left = one.get(shown + at);
      String right = other.get(shown + at);
      int compared;
      if (left == null || right == null) {
        compared = left == null && right == null ? 0 : left == null ? -1 : 1;
        compared = key.nullsFirst() ? compared : -compared;
      } else {
        compared = compare(left, right, answer.columns().get(shown + at).type());
        compared = key.descending() ? -compared : compared;
      }
      if (compared != 0) {
        return compared;
      }
    }
    return 0;
  }

  private static int compare(String left, String right, String type) {
    return NUMBERS.contains(type)
        ? new BigDecimal(left).compareTo(new BigDecimal(right))
        : Arrays.compareUnsigned(
            left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }
}
