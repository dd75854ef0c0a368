package io.penstock.proxy.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Columns are the interface of every tool that reads PgBouncer: these lists are written after its
 * sources, not after ours. Types: s text, i int4, q int8, N numeric.
 */
class ShowColumnsTest {
  private static final String CONNECTION =
      "type:s user:s database:s replication:s state:s addr:s port:i local_addr:s local_port:i"
          + " connect_time:s request_time:s wait:i wait_us:i close_needed:i ptr:s link:s"
          + " remote_pid:i tls:s application_name:s prepared_statements:i id:i";

  private static final String SOCKET =
      CONNECTION
          + " recv_pos:i pkt_pos:i pkt_remain:i send_pos:i send_remain:i pkt_avail:i send_avail:i";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          STATS|database:s total_server_assignment_count:N total_xact_count:N total_query_count:N \
          total_received:N total_sent:N total_xact_time:N total_query_time:N total_wait_time:N \
          total_client_parse_count:N total_server_parse_count:N total_bind_count:N \
          total_client_login_count:N avg_server_assignment_count:N avg_xact_count:N \
          avg_query_count:N avg_recv:N avg_sent:N avg_xact_time:N avg_query_time:N \
          avg_wait_time:N avg_client_parse_count:N avg_server_parse_count:N avg_bind_count:N \
          avg_client_login_count:N
          STATS_TOTALS|database:s server_assignment_count:N xact_count:N query_count:N \
          bytes_received:N bytes_sent:N xact_time:N query_time:N wait_time:N \
          client_parse_count:N server_parse_count:N bind_count:N client_login_count:N
          STATS_AVERAGES|database:s server_assignment_count:N xact_count:N query_count:N \
          bytes_received:N bytes_sent:N xact_time:N query_time:N wait_time:N \
          avg_client_parse_count:N avg_server_parse_count:N avg_bind_count:N \
          avg_client_login_count:N
          TOTALS|name:s value:N
          POOLS|database:s user:s cl_active:i cl_waiting:i cl_active_cancel_req:i \
          cl_waiting_cancel_req:i sv_active:i sv_active_cancel:i sv_being_canceled:i sv_idle:i \
          sv_used:i sv_tested:i sv_login:i maxwait:i maxwait_us:i pool_mode:s \
          load_balance_hosts:s
          DATABASES|name:s host:s port:i database:s force_user:s pool_size:i min_pool_size:i \
          reserve_pool_size:i server_lifetime:i pool_mode:s load_balance_hosts:s \
          max_connections:i current_connections:i max_client_connections:i \
          current_client_connections:i paused:i disabled:i
          USERS|name:s pool_size:s reserve_pool_size:s pool_mode:s max_user_connections:i \
          current_connections:i max_user_client_connections:i current_client_connections:i
          LISTS|list:s items:i
          PEERS|peer_id:i host:s port:i pool_size:i
          PEER_POOLS|peer_id:i cl_active_cancel_req:i cl_waiting_cancel_req:i \
          sv_active_cancel:i sv_login:i
          CONFIG|key:s value:s default:s changeable:s
          STATE|key:s value:s
          VERSION|version:s
          MEM|name:s size:i used:i free:i memtotal:i
          DNS_HOSTS|hostname:s ttl:q addrs:s
          DNS_ZONES|zonename:s serial:q count:i
          PINS|client_id:i database:s user:s server_id:i remote_pid:i reasons:s
          REPLICAS|database:s node:s host:s port:i role:s state:s breaker:s zone:s weight:i \
          lag_bytes:q lag_ms:q lsn:s receive_lsn:s timeline:i receiver:s in_flight:q \
          latency_us:q banned_until:s reason:s
          ROUTES|database:s route:s reason:s count:q
          SHARDS|database:s shard:s algorithm:s weight:i dbname:s primary:s nodes:i connections:i \
          queries:q query_time:q sent:q share:s skew:s
          WARNINGS|database:s table:s name:s warning:s
          """)
  void everyTableHasTheNamesOrderAndTypesThatToolsExpect(String table, String columns) {
    assertThat(columnsOf(table)).isEqualTo(columns);
  }

  @Test
  void clientsAndServersHaveTheColumnsOfAConnection() {
    assertThat(columnsOf("CLIENTS")).isEqualTo(CONNECTION);
    assertThat(columnsOf("SERVERS")).isEqualTo(CONNECTION);
  }

  @Test
  void socketsAddTheColumnsOfTheirBuffers() {
    assertThat(columnsOf("SOCKETS")).isEqualTo(SOCKET);
    assertThat(columnsOf("ACTIVE_SOCKETS")).isEqualTo(SOCKET);
  }

  @Test
  void theReferenceNamesEveryTableThatThereIs() {
    assertThat(Tables.all()).hasSize(18 + 7);
  }

  @Test
  void columnsCarryThePostgresTypesOfTheirCodes() {
    assertThat(List.of(ColumnType.values()))
        .extracting(ColumnType::oid, ColumnType::size)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(25, -1),
            org.assertj.core.groups.Tuple.tuple(23, 4),
            org.assertj.core.groups.Tuple.tuple(20, 8),
            org.assertj.core.groups.Tuple.tuple(1700, -1));
  }

  private static String columnsOf(String name) {
    Table<?> table = Objects.requireNonNull(Tables.find(name), name);
    return table.columns().stream()
        .map(column -> column.name() + ":" + code(column.type()))
        .collect(Collectors.joining(" "));
  }

  private static String code(ColumnType type) {
    return switch (type) {
      case TEXT -> "s";
      case INT4 -> "i";
      case INT8 -> "q";
      case NUMERIC -> "N";
    };
  }
}
