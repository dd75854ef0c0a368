package io.penstock.sql.catalog;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own functions, and those of its extensions, that are not what their volatility says.
 * VOLATILE means only that the planner may not fold a call; most volatile functions of pg_catalog
 * write, lock, or tell of one server, and the few that do not are named here.
 */
final class OwnFunctions {
  /**
   * Volatile, but nothing but a clock, dice, or a look at what every replica has likewise: they
   * write nothing, lock nothing, and run during recovery.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          // Dice. After setseed the session is tied to its backend, and no replica is asked.
          "random",
          "random_normal",
          "gen_random_uuid",
          "uuidv4",
          "uuidv7",
          "array_sample",
          "array_shuffle",
          // Clocks. The time of a replica is as good as that of the primary.
          "clock_timestamp",
          "timeofday",
          "pg_sleep",
          "pg_sleep_for",
          "pg_sleep_until",
          // Sizes of files: a physical replica has the same ones.
          "pg_relation_size",
          "pg_table_size",
          "pg_indexes_size",
          "pg_total_relation_size",
          "pg_database_size",
          "pg_tablespace_size",
          // The catalog, read with a function.
          "pg_partition_tree",
          "pg_partition_ancestors",
          // TABLESAMPLE calls them to be told which functions to call.
          "bernoulli",
          "system");

  /** Not volatile, and yet not for a replica. */
  private static final Set<String> PRIMARY_ONLY =
      Set.of(
          // They take a transaction id, or need what only a primary has.
          "txid_current",
          "pg_current_xact_id",
          "pg_replication_origin_oid",
          // They read tables that the text does not name: unlogged ones, and what views call.
          "table_to_xml",
          "table_to_xml_and_xmlschema",
          "schema_to_xml",
          "schema_to_xml_and_xmlschema",
          "database_to_xml",
          "database_to_xml_and_xmlschema");

  /** They tell of the server or the backend that is asked, and an application means the primary. */
  private static final Set<String> NODE_STATE =
      Set.of(
          "pg_is_in_recovery",
          "pg_backend_pid",
          "pg_blocking_pids",
          "pg_conf_load_time",
          "pg_config",
          "pg_current_logfile",
          "pg_cursor",
          "pg_get_aios",
          "pg_get_backend_memory_contexts",
          "pg_get_loaded_modules",
          "pg_get_replication_slots",
          "pg_get_shmem_allocations",
          "pg_get_shmem_allocations_numa",
          "pg_get_wal_replay_pause_state",
          "pg_hba_file_rules",
          "pg_ident_file_mappings",
          "pg_is_wal_replay_paused",
          "pg_last_wal_receive_lsn",
          "pg_last_wal_replay_lsn",
          "pg_last_xact_replay_timestamp",
          "pg_listening_channels",
          "pg_lock_status",
          "pg_postmaster_start_time",
          "pg_prepared_statement",
          "pg_prepared_xact",
          "pg_safe_snapshot_blocking_pids",
          "pg_show_all_file_settings",
          "pg_show_all_settings",
          "pg_show_replication_origin_status");

  private static final String STATISTICS = "pg_stat_get_";

  private static final Map<String, Set<String>> HARMLESS_OF_EXTENSIONS =
      Map.of(
          "uuid-ossp", Set.of("uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4"),
          "pgcrypto",
              Set.of(
                  "gen_random_bytes",
                  "gen_random_uuid",
                  "gen_salt",
                  "pgp_sym_encrypt",
                  "pgp_sym_encrypt_bytea",
                  "pgp_pub_encrypt",
                  "pgp_pub_encrypt_bytea"),
          "tablefunc", Set.of("normal_rand"));

  /** Not volatile, and yet they run SQL that is given to them as a value. */
  private static final Map<String, Set<String>> RUN_SQL_OF_EXTENSIONS =
      Map.of(
          "tablefunc", Set.of("crosstab", "crosstab2", "crosstab3", "crosstab4", "connectby"),
          "xml2", Set.of("xpath_table"));

  /** Written like calls, and read by PostgreSQL's grammar: they compute, and no more. */
  private static final Set<String> SYNTAX =
      Set.of(
          "extract",
          "overlaps",
          "json",
          "json_array",
          "json_arrayagg",
          "json_exists",
          "json_object",
          "json_objectagg",
          "json_query",
          "json_scalar",
          "json_serialize",
          "json_table",
          "json_value",
          "merge_action",
          "unnest"); // Of several arrays, in FROM.

  private OwnFunctions() {}

  /** Whether a call that no function fits is not one, but SQL's own syntax. */
  static boolean isSyntax(@Nullable String schema, String name) {
    return (schema == null || schema.equals("pg_catalog")) && SYNTAX.contains(name);
  }

  /** What a call of this function may do; null for nothing but reading. */
  static Hazard.@Nullable Kind hazard(FunctionRow function) {
    boolean maybe = function.volatility() == Volatility.VOLATILE;
    if (function.schema().equals("penstock") && function.name().equals("next_id")) {
      return Hazard.Kind.SEQUENCE;
    }
    if (function.schema().equals("pg_catalog") && function.extension() == null) {
      String name = function.name();
      if (NODE_STATE.contains(name) || name.startsWith(STATISTICS)) {
        return Hazard.Kind.NODE_STATE;
      }
      boolean writes = maybe && !HARMLESS.contains(name);
      return writes || PRIMARY_ONLY.contains(name) ? Hazard.Kind.SYSTEM_FUNCTION : null;
    }
    if (isOf(RUN_SQL_OF_EXTENSIONS, function)) {
      return Hazard.Kind.VOLATILE_FUNCTION;
    }
    return maybe && !isOf(HARMLESS_OF_EXTENSIONS, function) ? Hazard.Kind.VOLATILE_FUNCTION : null;
  }

  private static boolean isOf(Map<String, Set<String>> extensions, FunctionRow function) {
    return function.extension() != null
        && extensions.getOrDefault(function.extension(), Set.of()).contains(function.name());
  }
}
