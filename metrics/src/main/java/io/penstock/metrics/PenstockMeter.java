package io.penstock.metrics;

import static io.penstock.metrics.MeterType.COUNTER;
import static io.penstock.metrics.MeterType.GAUGE;
import static io.penstock.metrics.MeterType.HISTOGRAM;
import static io.penstock.metrics.MeterUnit.BYTES;
import static io.penstock.metrics.MeterUnit.COUNT;
import static io.penstock.metrics.MeterUnit.SECONDS;

import java.util.List;

/** Every meter of Penstock, by the name Prometheus knows it by. */
public enum PenstockMeter {
  CLIENTS_CONNECTED("penstock_clients_connected", GAUGE, COUNT, "Clients that are logged in."),
  CLIENTS_MAX("penstock_clients_max", GAUGE, COUNT, "The limit of clients (limits.max-clients)."),
  CLIENTS(
      "penstock_clients",
      GAUGE,
      COUNT,
      "Clients by state: active (has a backend), waiting (for one), idle (needs none now).",
      "database",
      "user",
      "state"),
  LOGINS("penstock_logins_total", COUNTER, COUNT, "Clients that logged in.", "database", "user"),
  LOGINS_REFUSED(
      "penstock_logins_refused_total",
      COUNTER,
      COUNT,
      "Clients that were refused before they were logged in.",
      "sqlstate"),
  TRANSACTIONS(
      "penstock_transactions_total",
      COUNTER,
      COUNT,
      "Transactions ended; a statement outside of one counts as one.",
      "database",
      "user"),
  QUERIES("penstock_queries_total", COUNTER, COUNT, "Statements executed.", "database", "user"),
  TRANSACTION_TIME(
      "penstock_transaction_seconds_total",
      COUNTER,
      SECONDS,
      "Time in transactions, summed; divided by penstock_transactions_total it is the mean.",
      "database",
      "user"),
  QUERY_TIME(
      "penstock_query_seconds_total",
      COUNTER,
      SECONDS,
      "Time in statements, summed; divided by penstock_queries_total it is the mean.",
      "database",
      "user"),
  CLIENT_WAIT_TIME(
      "penstock_client_wait_seconds_total",
      COUNTER,
      SECONDS,
      "Time clients waited for a backend, summed.",
      "database",
      "user"),
  RECEIVED_BYTES(
      "penstock_received_bytes_total",
      COUNTER,
      BYTES,
      "Bytes received from clients.",
      "database",
      "user"),
  SENT_BYTES(
      "penstock_sent_bytes_total",
      COUNTER,
      BYTES,
      "Bytes received from backends for clients.",
      "database",
      "user"),
  LEASES(
      "penstock_leases_total", COUNTER, COUNT, "Backends leased to clients.", "database", "user"),
  PARSES(
      "penstock_parses_total",
      COUNTER,
      COUNT,
      "Parse messages: side=client sent by clients, side=server sent on to backends.",
      "database",
      "user",
      "side"),
  BINDS("penstock_binds_total", COUNTER, COUNT, "Bind messages of clients.", "database", "user"),
  ROUTED(
      "penstock_routed_total",
      COUNTER,
      COUNT,
      "Backends leased for a statement or transaction of a database of several nodes: route=primary"
          + " or replica, and why.",
      "database",
      "route",
      "reason"),
  READ_RETRIES(
      "penstock_read_retries_total",
      COUNTER,
      COUNT,
      "Reads sent to another node because a replica refused or lost them.",
      "database"),
  READ_FALLBACKS(
      "penstock_read_fallbacks_total",
      COUNTER,
      COUNT,
      "Reads that went to the primary because no replica could serve them, and why none could.",
      "database",
      "reason"),
  CLIENT_ERRORS(
      "penstock_client_errors_total",
      COUNTER,
      COUNT,
      "Errors sent to clients, by whom they were sent to.",
      "database",
      "user"),
  ERRORS(
      "penstock_errors_total",
      COUNTER,
      COUNT,
      "Errors sent to clients, by SQLSTATE class (its first two characters).",
      "class"),
  NOTABLE_ERRORS(
      "penstock_notable_errors_total",
      COUNTER,
      COUNT,
      "Errors sent to clients that somebody on call asks about: deadlocks, conflicts, timeouts,"
          + " refused connections.",
      "sqlstate"),
  PINS(
      "penstock_pins_total",
      COUNTER,
      COUNT,
      "Sessions tied to their backend beyond a transaction.",
      "reason"),
  CANCEL_REQUESTS(
      "penstock_cancel_requests_total",
      COUNTER,
      COUNT,
      "Cancel requests of clients: outcome=accepted, passed_on to other proxies of the fleet, or"
          + " unknown_key when no session has the key.",
      "outcome"),
  BACKENDS(
      "penstock_backends",
      GAUGE,
      COUNT,
      "Connections to PostgreSQL by state: idle, active (leased), opening.",
      "database",
      "node",
      "user",
      "state"),
  POOL_SIZE(
      "penstock_pool_size",
      GAUGE,
      COUNT,
      "How many backends the pool may have, without its reserve (pool.size).",
      "database",
      "node",
      "user"),
  POOL_CONNECTIONS(
      "penstock_pool_connections",
      GAUGE,
      COUNT,
      "Connections that count against the pool's size, those being closed included.",
      "database",
      "node",
      "user"),
  POOL_WAITERS(
      "penstock_pool_waiters",
      GAUGE,
      COUNT,
      "Clients that wait for a backend of this pool.",
      "database",
      "node",
      "user"),
  POOL_LONGEST_WAIT(
      "penstock_pool_longest_wait_seconds",
      GAUGE,
      SECONDS,
      "How long the first of them has waited by now.",
      "database",
      "node",
      "user"),
  POOL_WAIT(
      "penstock_pool_wait_seconds",
      HISTOGRAM,
      SECONDS,
      "How long a lease took; one that found a backend ready counts with 0.",
      "database",
      "node",
      "user"),
  POOL_REFUSALS(
      "penstock_pool_refusals_total",
      COUNTER,
      COUNT,
      "Waiters that got an error instead of a backend.",
      "database",
      "node",
      "user",
      "reason"),
  BACKEND_CONNECT(
      "penstock_backend_connect_seconds",
      HISTOGRAM,
      SECONDS,
      "How long connecting and logging in to PostgreSQL took.",
      "database",
      "node",
      "user"),
  BACKEND_CONNECT_FAILURES(
      "penstock_backend_connect_failures_total",
      COUNTER,
      COUNT,
      "Connections to PostgreSQL that could not be opened.",
      "database",
      "node",
      "user",
      "reason"),
  BACKEND_EVICTIONS(
      "penstock_backend_evictions_total",
      COUNTER,
      COUNT,
      "Connections to PostgreSQL that were closed or lost.",
      "database",
      "node",
      "user",
      "reason"),
  BACKEND_MOVES(
      "penstock_backend_moves_total",
      COUNTER,
      COUNT,
      "Idle backends that moved to another event loop, where a client waited.",
      "database",
      "node",
      "user"),
  NODE_UP(
      "penstock_node_up",
      GAUGE,
      COUNT,
      "1 while the node answers probes, 0 while it is down.",
      "database",
      "node"),
  NODE_ROLE(
      "penstock_node_role",
      GAUGE,
      COUNT,
      "1 for what the node is used as: role=primary, replica, fenced (it says it takes writes, and"
          + " gets none) or unknown.",
      "database",
      "node",
      "role"),
  NODE_TAKES_READS(
      "penstock_node_takes_reads",
      GAUGE,
      COUNT,
      "1 while the node is a replica that is up, near enough, not broken and not banned.",
      "database",
      "node"),
  NODE_LAG_BYTES(
      "penstock_node_lag_bytes",
      GAUGE,
      BYTES,
      "Write-ahead log of the primary that the replica has not replayed; NaN while unknown.",
      "database",
      "node"),
  NODE_LAG(
      "penstock_node_lag_seconds",
      GAUGE,
      SECONDS,
      "Age of the oldest write that the replica has not replayed, 0 when all is; NaN while unknown.",
      "database",
      "node"),
  NODE_BREAKER(
      "penstock_node_breaker_state",
      GAUGE,
      COUNT,
      "1 for the state of the node's breaker: state=closed, open or half_open.",
      "database",
      "node",
      "state"),
  NODE_BANNED(
      "penstock_node_banned",
      GAUGE,
      COUNT,
      "1 while an administrator's ban keeps reads away from the node.",
      "database",
      "node"),
  NODE_READS_IN_FLIGHT(
      "penstock_node_reads_in_flight",
      GAUGE,
      COUNT,
      "Reads that were routed to the node and are not answered.",
      "database",
      "node"),
  NODE_READ_LATENCY(
      "penstock_node_read_latency_seconds",
      GAUGE,
      SECONDS,
      "What reads on the node take, as a moving mean: what the choice of a node goes by.",
      "database",
      "node"),
  NODE_TIMELINE(
      "penstock_node_timeline",
      GAUGE,
      COUNT,
      "Timeline of the node's write-ahead log; 0 while unknown. A promotion begins a new one.",
      "database",
      "node"),
  PRIMARY_EPOCH(
      "penstock_primary_epoch",
      GAUGE,
      COUNT,
      "Rises with every change of the primary that this process has seen.",
      "database"),
  EVENT_LOOP_DELAY(
      "penstock_event_loop_delay_seconds",
      HISTOGRAM,
      SECONDS,
      "How late an event loop runs what is due: what every session on it waits in addition.",
      "loop"),
  EVENT_LOOP_PENDING(
      "penstock_event_loop_pending_tasks", GAUGE, COUNT, "Tasks queued on an event loop.", "loop"),
  NETTY_MEMORY(
      "penstock_netty_memory_bytes",
      GAUGE,
      BYTES,
      "Memory that Netty's allocator holds for buffers, used or pooled: area=direct or heap.",
      "area"),
  CATALOG_LOADS(
      "penstock_catalog_loads_total",
      COUNTER,
      COUNT,
      "Loads of a database's catalog: result=success, or failure, after which the last one stays.",
      "database",
      "result"),
  TWO_PHASE(
      "penstock_two_phase_total",
      COUNTER,
      COUNT,
      "Transactions that changed rows of several shards: outcome=committed, rolled_back (when their"
          + " commit failed) or in_doubt; recovered counts the parts that were found prepared and"
          + " finished.",
      "database",
      "outcome"),
  SHARD_QUERIES(
      "penstock_shard_queries_total",
      COUNTER,
      COUNT,
      "Statements sent to a shard; one that several shards answer counts on each, once for every"
          + " step it is asked for.",
      "database",
      "shard"),
  SHARD_QUERY_TIME(
      "penstock_shard_query_seconds_total",
      COUNTER,
      SECONDS,
      "Time a shard took for its statements, summed; divided by penstock_shard_queries_total it is"
          + " the mean.",
      "database",
      "shard"),
  SHARD_SENT_BYTES(
      "penstock_shard_sent_bytes_total",
      COUNTER,
      BYTES,
      "Bytes a shard sent for clients.",
      "database",
      "shard"),
  SHARD_SKEW(
      "penstock_shard_skew",
      GAUGE,
      COUNT,
      "How many times its fair share the busiest shard of a database has had in the last minute:"
          + " of=queries, time or bytes; 1 is even. The fair share goes by weight.",
      "database",
      "of"),
  CONFIG_RELOADS(
      "penstock_config_reloads_total",
      COUNTER,
      COUNT,
      "Reloads of the configuration: result=success or failure.",
      "result"),
  CONFIG_LAST_RELOAD(
      "penstock_config_last_reload_success_timestamp_seconds",
      GAUGE,
      SECONDS,
      "When the configuration in force was loaded, in seconds since 1970."),
  BUILD(
      "penstock_build_info",
      GAUGE,
      COUNT,
      "Always 1: its labels tell what runs.",
      "version",
      "java");

  private final String prometheusName;
  private final MeterType type;
  private final MeterUnit unit;
  private final String help;

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<String> labels;

  PenstockMeter(
      String prometheusName, MeterType type, MeterUnit unit, String help, String... labels) {
    this.prometheusName = prometheusName;
    this.type = type;
    this.unit = unit;
    this.help = help;
    this.labels = List.of(labels);
  }

  /** As it stands in {@code /metrics}; a histogram's without the suffixes of its series. */
  public String prometheusName() {
    return prometheusName;
  }

  MeterType type() {
    return type;
  }

  MeterUnit unit() {
    return unit;
  }

  String help() {
    return help;
  }

  /** The names of its labels, in the order in which values are given. */
  public List<String> labels() {
    return labels;
  }

  /** Whether series that are folded into one show the greatest value rather than the sum. */
  boolean foldsToGreatest() {
    return this == POOL_LONGEST_WAIT;
  }
}
