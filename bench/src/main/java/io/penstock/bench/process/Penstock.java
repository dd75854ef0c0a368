package io.penstock.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Penstock as its users start it: {@code bin/penstock run}. */
public final class Penstock {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private Penstock() {}

  /** Starts it with a configuration in this folder, and these more options for the JVM. */
  public static ServerProcess start(ProxySettings settings, Path folder, String javaOptions)
      throws IOException, InterruptedException {
    Address address = Address.free();
    Path file = folder.resolve("penstock.yaml");
    Files.writeString(file, config(settings, address, Address.free().port()));
    String inherited = System.getenv().getOrDefault("PENSTOCK_JAVA_OPTIONS", "");
    return ServerProcess.start(
        "Penstock",
        List.of(program(), "run", file.toString()),
        Map.of("PENSTOCK_JAVA_OPTIONS", (inherited + " " + javaOptions).strip()),
        address,
        folder.resolve("penstock.log"),
        START_LIMIT);
  }

  /** One line: its version and its Java. */
  public static String version() throws InterruptedException {
    return Program.output(List.of(program(), "version")).strip();
  }

  private static String program() {
    return ProjectFolder.path().resolve("bin").resolve("penstock").toString();
  }

  static String config(ProxySettings settings, Address address, int httpPort) {
    Database database = settings.database();
    return """
    listen:
      address: %s
      port: %d
      backlog: 1024
      tls: {mode: prefer, certificate: %s, key: %s}
    admin: {address: 127.0.0.1, port: %d}
    limits: {max-clients: %d}
    log: {connections: false, disconnections: false}
    authentication:
      rules: [{type: host, address: 127.0.0.1/32, method: trust}]
    users:
      %s: %s
    pool: {mode: transaction, size: %d, reserve: 0}
    databases:
      %s:
        nodes: [{host: "%s", port: %d}]
    """
        .formatted(
            address.host(),
            address.port(),
            settings.certificate().chain(),
            settings.certificate().key(),
            httpPort,
            settings.maxClients(),
            database.user(),
            Database.password() == null ? "{}" : "{password: \"${PGPASSWORD}\"}",
            settings.poolSize(),
            database.name(),
            database.address().host(),
            database.address().port());
  }
}
