package io.penstock.embedded;

import io.penstock.embedded.ServerConfig.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settings for a new {@link PostgresServer}. Confined to one thread. */
public final class PostgresServerBuilder {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<String> hba = new ArrayList<>();
  private String name = "pg";
  private @Nullable TlsFiles tls;
  private IntSupplier ports = new FreePorts();
  private boolean ownSystemIdentifier;
  private boolean closeAtExit = true;

  PostgresServerBuilder() {}

  /**
   * Names the server in messages, in its folder's name and as its cluster_name. Default: pg.
   *
   * @throws IllegalArgumentException unless it is 1 to 40 of a-z, 0-9, - and _
   */
  public PostgresServerBuilder name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("server name '" + name + "' (expected: " + NAME + ")");
    }
    this.name = name;
    return this;
  }

  /**
   * A line of postgresql.conf. The defaults suit tests: durability is off ({@code fsync}, {@code
   * full_page_writes}), and replication, logical decoding and prepared transactions are possible.
   */
  public PostgresServerBuilder setting(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /**
   * A line of pg_hba.conf, for example {@code host all all 127.0.0.1/32 scram-sha-256}. Without
   * any, everybody on loopback is trusted; the superuser always is.
   */
  public PostgresServerBuilder hba(String line) {
    hba.add(line);
    return this;
  }

  /** Serves TLS with a certificate (chain) and its key, both in PEM files, which are copied. */
  public PostgresServerBuilder tls(Path certificate, Path key) {
    tls = new TlsFiles(certificate, key);
    return this;
  }

  /** Listens on this port. Default: a free one. */
  public PostgresServerBuilder port(int port) {
    return ports(() -> port);
  }

  PostgresServerBuilder ports(IntSupplier ports) {
    this.ports = ports;
    return this;
  }

  /**
   * Gives it a system identifier that no other server has. Takes half a second longer; without it
   * all servers are copies of one data folder and share its identifier.
   */
  public PostgresServerBuilder ownSystemIdentifier() {
    ownSystemIdentifier = true;
    return this;
  }

  /**
   * Leaves out the shutdown hook, for callers who close it in a hook of their own. Even so nothing
   * stays when the JVM has ended.
   */
  public PostgresServerBuilder withoutShutdownHook() {
    closeAtExit = false;
    return this;
  }

  /**
   * Starts the server and waits until it accepts connections.
   *
   * @throws PostgresServerException if it does not come up; nothing is left of it then
   */
  public PostgresServer start() {
    PostgresServer server =
        prepare((data, template) -> {
          if (ownSystemIdentifier) {
            template.initialise(data);
          } else {
            template.copyTo(data);
          }
        });
    try {
      server.startOn(ports);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Fills the data folder of a server before its first start. */
  @FunctionalInterface
  interface Preparation {
    void fill(Path data, DataTemplate template) throws IOException;
  }

  /** A server with a data folder, not yet started. */
  PostgresServer prepare(Preparation preparation) {
    Installation installation = Installation.current();
    ServerConfig config = new ServerConfig(settings, hba, tls);
    try {
      ServerFolder folder = ServerFolder.claim(installation.home(), name);
      try {
        preparation.fill(folder.data(), installation.template());
        return new PostgresServer(name, installation, folder, config, closeAtExit);
      } catch (IOException | RuntimeException e) {
        giveUp(folder, e);
        throw e;
      }
    } catch (IOException e) {
      throw PostgresServerException.io("cannot prepare server " + name, e);
    }
  }

  private static void giveUp(ServerFolder folder, Exception cause) {
    try {
      folder.release();
      folder.awaitRemoval();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }
}
