package io.penstock.proxy.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.scatter.ScatterPlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the texts that one user sends are answered by several shards, as far as it was found out
 * lately. Any thread.
 */
final class ScatterPlans {
  private static final long KEPT_CHARACTERS = 4L * 1024 * 1024;

  private final Cache<Key, Planned> plans =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_CHARACTERS)
          .<Key, Planned>weigher((key, planned) -> key.sql().length())
          .build();

  /** A text, and all that decides what it means. A new catalog makes a new RoutePlan. */
  private record Key(
      RoutePlan under,
      String sql,
      ClientEncoding encoding,
      boolean standardStrings,
      SessionMarks marks) {}

  /** What is known of a text. */
  static final class Planned {
    private final ScatterPlan plan;

    /** The last one, which nearly always fits: the same text comes with the same types. */
    private volatile @Nullable Shaped shaped;

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Shaped(int[] declared, String meaning, ScatterShape shape) {}

    Planned(ScatterPlan plan) {
      this.plan = plan;
    }

    ScatterPlan plan() {
      return plan;
    }

    /**
     * What the server has said of it.
     *
     * @param declared the parameters' types, as far as the client tells
     * @param meaning see {@link Settings#meaningForParse}
     */
    @Nullable ScatterShape shape(int[] declared, String meaning) {
      Shaped known = shaped;
      return known != null
              && Arrays.equals(known.declared(), declared)
              && known.meaning().equals(meaning)
          ? known.shape()
          : null;
    }

    void shape(int[] declared, String meaning, ScatterShape shape) {
      shaped = new Shaped(declared, meaning, shape);
    }

    void forgetShape() {
      shaped = null;
    }
  }

  @Nullable Planned known(RoutePlan under, Readers.Unknown text) {
    return plans.getIfPresent(key(under, text));
  }

  void keep(RoutePlan under, Readers.Unknown text, ScatterPlan plan) {
    plans.put(key(under, text), new Planned(plan));
  }

  private static Key key(RoutePlan under, Readers.Unknown text) {
    return new Key(
        under,
        new String(text.sql(), StandardCharsets.ISO_8859_1),
        text.encoding(),
        text.standardStrings(),
        text.marks());
  }
}
