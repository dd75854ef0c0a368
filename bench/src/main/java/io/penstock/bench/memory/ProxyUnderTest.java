package io.penstock.bench.memory;

import io.penstock.bench.process.BenchException;
import io.penstock.bench.process.Certificate;
import io.penstock.bench.process.Database;
import io.penstock.bench.process.Penstock;
import io.penstock.bench.process.PgBouncer;
import io.penstock.bench.process.ProxySettings;
import io.penstock.bench.process.ServerProcess;
import io.penstock.bench.process.WorkFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Locale;

/** An embedded PostgreSQL with a proxy before it. */
final class ProxyUnderTest implements AutoCloseable {
  private static final int POOL_SIZE = 20;
  private static final int SPARE_CLIENTS = 100;
  private static final double KILOBYTES_PER_MEGABYTE = 1024;

  private final WorkFolder folder;
  private final Database database;
  private final ServerProcess process;

  private ProxyUnderTest(WorkFolder folder, Database database, ServerProcess process) {
    this.folder = folder;
    this.database = database;
    this.process = process;
  }

  /** Starts Penstock with these more options for the JVM. */
  static ProxyUnderTest penstock(int clients, String javaOptions)
      throws IOException, InterruptedException, SQLException {
    return start(
        clients, (settings, folder) -> Penstock.start(settings, folder.path(), javaOptions));
  }

  /** Starts PgBouncer. */
  static ProxyUnderTest pgbouncer(int clients)
      throws IOException, InterruptedException, SQLException {
    PgBouncer pgbouncer =
        PgBouncer.find()
            .orElseThrow(() -> new BenchException("pgbouncer is not on the PATH: install it"));
    return start(clients, (settings, folder) -> pgbouncer.start(settings, folder.path()));
  }

  private interface Starter {
    ServerProcess start(ProxySettings settings, WorkFolder folder)
        throws IOException, InterruptedException;
  }

  private static ProxyUnderTest start(int clients, Starter starter)
      throws IOException, InterruptedException, SQLException {
    WorkFolder folder = WorkFolder.create();
    try {
      Certificate certificate = Certificate.in(folder.path());
      Database database = Database.embedded(POOL_SIZE * 2 + SPARE_CLIENTS, certificate);
      try {
        return new ProxyUnderTest(
            folder,
            database,
            starter.start(
                new ProxySettings(database, certificate, POOL_SIZE, clients + SPARE_CLIENTS),
                folder));
      } catch (IOException | InterruptedException | RuntimeException e) {
        database.close();
        throw e;
      }
    } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** A client that has logged in; its buffer may be shared by those who take turns. */
  RawClient connect(ByteBuffer buffer) throws IOException {
    return RawClient.connect(process.address(), database.user(), database.name(), buffer);
  }

  /** Physical memory of the proxy's process now, in KiB. */
  long residentKilobytes() {
    return process.read().residentKilobytes();
  }

  static String megabytes(long kilobytes) {
    return String.format(Locale.ROOT, "%.1f MB", kilobytes / KILOBYTES_PER_MEGABYTE);
  }

  @Override
  public void close() {
    process.close();
    database.close();
    folder.close();
  }
}
