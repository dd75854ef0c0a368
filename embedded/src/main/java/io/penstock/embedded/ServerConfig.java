package io.penstock.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written into a data folder before its server starts.
 *
 * @param settings the caller's, over the ones that suit tests
 * @param hba lines of pg_hba.conf for all but the superuser; none means: trust everybody on
 *     loopback
 * @param tls the server's certificate and key, or null to serve without TLS
 */
record ServerConfig(Map<String, String> settings, List<String> hba, @Nullable TlsFiles tls) {
  /** PEM files. */
  record TlsFiles(Path certificate, Path key) {}

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("unix_socket_directories", ""),
          // Shared memory in files of the data folder goes with the folder, whatever happens.
          Map.entry("dynamic_shared_memory_type", "mmap"),
          Map.entry("fsync", "off"),
          Map.entry("full_page_writes", "off"),
          Map.entry("wal_level", "logical"),
          Map.entry("wal_keep_size", "1GB"),
          Map.entry("max_wal_senders", "20"),
          Map.entry("max_replication_slots", "20"),
          Map.entry("hot_standby", "on"),
          Map.entry("wal_retrieve_retry_interval", "100ms"),
          Map.entry("wal_receiver_status_interval", "1s"),
          Map.entry("max_prepared_transactions", "20"),
          Map.entry("default_text_search_config", "pg_catalog.english"),
          Map.entry("lc_messages", "C"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("log_checkpoints", "off"),
          Map.entry("log_line_prefix", "%m [%p] %q%u@%d "));

  ServerConfig {
    settings = Map.copyOf(settings);
    hba = List.copyOf(hba);
  }

  void writeTo(Path data, ServerUser user, String name, int port) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
    all.put("cluster_name", name);
    all.putAll(settings);
    all.put("listen_addresses", PostgresServer.LOOPBACK);
    all.put("port", Integer.toString(port));
    if (tls != null) {
      user.write(data.resolve("server.crt"), Files.readString(tls.certificate()));
      user.write(data.resolve("server.key"), Files.readString(tls.key()));
      all.put("ssl", "on");
    }
    StringBuilder lines = new StringBuilder();
    all.forEach((setting, value) -> lines.append(line(setting, value)));
    user.write(data.resolve("postgresql.conf"), lines.toString());
    user.write(data.resolve("pg_hba.conf"), hbaFile());
  }

  private String hbaFile() {
    String everywhere = PostgresServer.LOOPBACK + "/32 trust\n";
    StringBuilder lines = new StringBuilder();
    lines.append("host all ").append(PostgresServer.SUPERUSER).append(' ').append(everywhere);
    lines.append("host replication ").append(PostgresServer.SUPERUSER).append(' ');
    lines.append(everywhere);
    hba.forEach(line -> lines.append(line).append('\n'));
    if (hba.isEmpty()) {
      lines.append("host all all ").append(everywhere);
      lines.append("host replication all ").append(everywhere);
    }
    return lines.toString();
  }

  /** Makes a stopped server's data folder that of a replica which streams from this port. */
  static void followOnStart(Path data, ServerUser user, int primaryPort) throws IOException {
    user.write(data.resolve("standby.signal"), "");
    // The file of ALTER SYSTEM is read last, and within it the last line wins.
    Path overrides = data.resolve("postgresql.auto.conf");
    String before = Files.exists(overrides) ? Files.readString(overrides) : "";
    user.write(overrides, before + line("primary_conninfo", connectionInfo(primaryPort)));
  }

  /** How a replica reaches its primary, in libpq's words. */
  static String connectionInfo(int primaryPort) {
    return "host=%s port=%d user=%s sslmode=disable"
        .formatted(PostgresServer.LOOPBACK, primaryPort, PostgresServer.SUPERUSER);
  }

  private static String line(String setting, String value) {
    return setting + " = '" + value.replace("\\", "\\\\").replace("'", "''") + "'\n";
  }
}
