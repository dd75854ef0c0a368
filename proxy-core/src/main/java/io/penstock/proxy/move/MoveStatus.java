package io.penstock.proxy.move;

import io.penstock.pool.node.ControlTarget;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How far a move is, in words. */
public final class MoveStatus {
  private MoveStatus() {}

  /**
   * Asks the first shard; blocks.
   *
   * @throws MoveFailedException if it does not answer
   */
  public static List<String> of(String database, List<ControlTarget> first) {
    try (ShardLink shard = new ShardLink("first", first)) {
      MoveRecord record = MoveTable.read(shard.look(), database);
      if (record == null) {
        return List.of("keys of " + database + " were never moved");
      }
      List<String> lines = new ArrayList<>();
      lines.add(record.finished() ? "finished" : "under way: moved up to " + record.moved());
      if (record.held() != null) {
        lines.add("held up to " + record.held());
      }
      if (record.unsettled() != null) {
        lines.add(
            "rows of keys from %s to %s may be on two shards: run shards move again"
                .formatted(record.unsettled().from(), record.unsettled().to()));
      }
      return lines;
    } catch (SQLException e) {
      throw new MoveFailedException(String.valueOf(e.getMessage()), e);
    }
  }
}
