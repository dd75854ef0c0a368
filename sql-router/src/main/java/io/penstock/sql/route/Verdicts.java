package io.penstock.sql.route;

import io.penstock.sql.Verb;
import io.penstock.sql.catalog.Hazard;
import java.util.Set;

/** What follows from a verb, a setting's name or a hazard alone. */
final class Verdicts {
  /** Settings whose value tells of the server, or of whether it takes writes. */
  private static final Set<String> OF_THE_NODE =
      Set.of(
          "all",
          "transaction_read_only",
          "in_hot_standby",
          "cluster_name",
          "config_file",
          "data_directory",
          "hba_file",
          "ident_file",
          "external_pid_file",
          "listen_addresses",
          "port",
          "unix_socket_directories",
          "primary_conninfo",
          "primary_slot_name",
          "synchronous_standby_names",
          "hot_standby",
          "hot_standby_feedback",
          "archive_mode",
          "archive_command");

  private Verdicts() {}

  static Classification of(Verb verb) {
    RouteReason reason =
        switch (verb) {
          case SELECT, WITH, VALUES, TABLE, EXPLAIN, UNKNOWN -> RouteReason.UNPARSED;
          case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE -> RouteReason.TRANSACTION_CONTROL;
          case SHOW,
              SET,
              RESET,
              PREPARE,
              EXECUTE,
              DEALLOCATE,
              DECLARE,
              FETCH,
              MOVE,
              CLOSE,
              LISTEN,
              UNLISTEN,
              DISCARD,
              LOAD ->
              RouteReason.SESSION_EFFECT;
          case LOCK -> RouteReason.LOCKS;
          case INSERT,
              UPDATE,
              DELETE,
              MERGE,
              NOTIFY,
              DO,
              CALL,
              CREATE,
              ALTER,
              DROP,
              TRUNCATE,
              COMMENT,
              GRANT,
              REVOKE,
              REASSIGN,
              SECURITY,
              IMPORT,
              ANALYZE,
              VACUUM,
              CLUSTER,
              REINDEX,
              REFRESH,
              COPY,
              CHECKPOINT ->
              RouteReason.WRITES;
        };
    return new Classification(reason, verb.name());
  }

  static Classification show(String setting) {
    return OF_THE_NODE.contains(setting)
        ? new Classification(RouteReason.NODE_STATE, setting)
        : Classification.READ;
  }

  static RouteReason of(Hazard.Kind kind) {
    return switch (kind) {
      case UNKNOWN_TYPE -> RouteReason.UNKNOWN_TYPE;
      case UNKNOWN_OPERATOR -> RouteReason.UNKNOWN_OPERATOR;
      case UNKNOWN_FUNCTION -> RouteReason.UNKNOWN_FUNCTION;
      case UNKNOWN_RELATION -> RouteReason.UNKNOWN_RELATION;
      case VOLATILE_OPERATOR -> RouteReason.USER_OPERATOR;
      case VOLATILE_TYPE -> RouteReason.USER_TYPE;
      case VOLATILE_FUNCTION -> RouteReason.VOLATILE_FUNCTION;
      case NODE_STATE -> RouteReason.NODE_STATE;
      case FOREIGN_TABLE -> RouteReason.FOREIGN_TABLE;
      case SEQUENCE -> RouteReason.SEQUENCE;
      case SYSTEM_FUNCTION -> RouteReason.SYSTEM_FUNCTION;
      case LOCKS -> RouteReason.LOCKS;
      case UNLOGGED_TABLE -> RouteReason.UNLOGGED_TABLE;
      case TEMPORARY_TABLE -> RouteReason.TEMPORARY_TABLE;
    };
  }
}
