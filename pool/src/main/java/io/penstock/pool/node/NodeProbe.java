package io.penstock.pool.node;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * The question that a node is asked. A server that refuses to tell its timeline, because the user
 * may not know or because it is only something like PostgreSQL, is asked less from then on. For one
 * thread at a time.
 */
final class NodeProbe implements ControlWork<NodeReading> {
  /**
   * A replica tells the timeline it receives only while it receives, and only to users that may see
   * statistics; its control file knows it from the last restart point on, or from when it has
   * written pages of that timeline. A primary's is part of the name of the file it writes to.
   */
  private static final String FULL =
      """
      SELECT recovering,
        CASE WHEN recovering THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
        CASE WHEN recovering THEN pg_last_wal_receive_lsn() END,
        CASE WHEN recovering
          THEN greatest((SELECT received_tli FROM pg_stat_wal_receiver LIMIT 1),
            (SELECT timeline_id FROM pg_control_checkpoint()),
            (SELECT min_recovery_end_timeline FROM pg_control_recovery()))
          ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END,
        CASE WHEN recovering THEN pg_last_xact_replay_timestamp() END,
        CASE WHEN recovering THEN (SELECT status FROM pg_stat_wal_receiver LIMIT 1) END,
        pg_postmaster_start_time()
      FROM (SELECT pg_is_in_recovery() AS recovering OFFSET 0) AS node\
      """;

  private static final String LITTLE =
      """
      SELECT recovering,
        CASE WHEN recovering THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
        NULL, 0, NULL::timestamptz, NULL, NULL::timestamptz
      FROM (SELECT pg_is_in_recovery() AS recovering OFFSET 0) AS node\
      """;

  private static final String SYNTAX_OR_ACCESS = "42";
  private static final String NOT_SUPPORTED = "0A";

  private boolean little;
  private @Nullable Timestamp started;
  private int timeline;

  @Override
  public NodeReading with(Connection connection) throws SQLException {
    if (!little) {
      try {
        return ask(connection, FULL);
      } catch (SQLException e) {
        if (!isRefusal(e)) {
          throw e;
        }
        little = true;
      }
    }
    return ask(connection, LITTLE);
  }

  private static boolean isRefusal(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && (state.startsWith(SYNTAX_OR_ACCESS) || state.startsWith(NOT_SUPPORTED));
  }

  private NodeReading ask(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      Timestamp replayed = row.getTimestamp(5);
      return new NodeReading(
          row.getBoolean(1) ? ObservedRole.REPLICA : ObservedRole.PRIMARY,
          newest(row.getInt(4), row.getTimestamp(7)),
          position(row.getString(2)),
          position(row.getString(3)),
          replayed == null ? null : replayed.toInstant(),
          row.getString(6));
    }
  }

  /**
   * No server goes back to an older timeline while it runs: a replica that receives nothing because
   * the primary is gone may have forgotten which one it follows.
   */
  private int newest(int told, @Nullable Timestamp startedAt) {
    boolean restarted = startedAt == null || !startedAt.equals(started);
    timeline = restarted ? told : Math.max(told, timeline);
    started = startedAt;
    return timeline;
  }

  private static long position(@Nullable String lsn) {
    return lsn == null ? -1 : LogSequenceNumber.valueOf(lsn).asLong();
  }
}
