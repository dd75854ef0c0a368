package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.sql.copy.CopyError;
import io.penstock.sql.copy.CopyRows;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.shard.CopyKeys;
import io.penstock.sql.shard.ShardMap;
import io.penstock.wire.backend.ErrorFields;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands the data of a COPY to the shards that its rows belong to: by the map that was in force when
 * it began, since no key arrives elsewhere before it has ended.
 */
final class RowSpread {
  /** From this one on a backslash and a point are data to CSV. */
  private static final int PLAIN_CSV = 18;

  private final List<CopyPart> parts;
  private final String table;
  private final @Nullable CopyRows rows;
  private final CopyKeys keys;

  /** The part of each shard; negative for those that have none. */
  private final int[] partOf;

  private long line;

  private RowSpread(
      List<CopyPart> parts, String table, @Nullable CopyRows rows, CopyKeys keys, int[] partOf) {
    this.parts = parts;
    this.table = table;
    this.rows = rows;
    this.keys = keys;
    this.partOf = partOf;
  }

  /**
   * The spread of one COPY.
   *
   * @param chosen the shards of the parts, in their order
   * @param parts in the making
   */
  static RowSpread of(
      ScatterPlan.CopyIn plan,
      Shards shards,
      int[] chosen,
      List<CopyPart> parts,
      ReportedParameters reported) {
    int[] partOf = new int[shards.count()];
    Arrays.fill(partOf, -1);
    for (int part = 0; part < chosen.length; part++) {
      partOf[chosen[part]] = part;
    }
    boolean toAll = plan.target().key().isEmpty();
    int longest = (int) Math.min(shards.gatherLimit(), 1 << 29);
    CopyRows rows =
        toAll
            ? null
            : CopyRows.of(
                plan.format(),
                plan.target().columns().size(),
                version(reported) < PLAIN_CSV,
                longest);
    CopyKeys keys = new CopyKeys(plan.target(), plan.format(), reported.encoding(), shards.map());
    return new RowSpread(parts, plan.target().table(), rows, keys, partOf);
  }

  private static int version(ReportedParameters reported) {
    String version = reported.get("server_version");
    int end = 0;
    while (version != null
        && end < version.length()
        && end < 4
        && Character.isDigit(version.charAt(end))) {
      end++;
    }
    return end == 0 ? PLAIN_CSV : Integer.parseInt(String.valueOf(version).substring(0, end));
  }

  /**
   * Bytes of the client.
   *
   * @return what is wrong with them; null if nothing is
   */
  @Nullable ErrorFields data(ByteBuf in, int from, int to) {
    CopyRows split = rows;
    if (split == null) {
      parts.forEach(part -> part.add(in, from, to));
      return null;
    }
    try {
      split.feed(in.nioBuffer(from, to - from));
      return place(split);
    } catch (CopyError e) {
      return ShardAnswers.copied(e, table);
    }
  }

  /** No more bytes come. */
  @Nullable ErrorFields end() {
    CopyRows split = rows;
    if (split == null) {
      return null;
    }
    try {
      split.finish();
      return place(split);
    } catch (CopyError e) {
      return ShardAnswers.copied(e, table);
    }
  }

  private @Nullable ErrorFields place(CopyRows split) throws CopyError {
    while (split.next()) {
      long count = split.line() - line;
      line = split.line();
      if (split.isForAll()) {
        for (CopyPart part : parts) {
          part.add(split.bytes(), split.start(), split.end(), count, line);
        }
        continue;
      }
      int shard = keys.place(split);
      if (shard == ShardMap.HELD) {
        return ShardAnswers.held();
      }
      if (partOf[shard] < 0) {
        throw new IllegalStateException("shard " + shard + " takes no part");
      }
      parts.get(partOf[shard]).add(split.bytes(), split.start(), split.end(), count, line);
    }
    return null;
  }
}
