package io.penstock.embedded;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server on loopback, which is gone without a trace when it is closed, when this
 * JVM ends and when this JVM is killed. All methods may be called on any thread; those that change
 * the server's state run one at a time, and throw {@link PostgresServerException} if it does not
 * get there.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);

  static final String SUPERUSER = "postgres";
  static final String LOOPBACK = "127.0.0.1";

  private static final Duration REPLAY_LIMIT = Duration.ofSeconds(30);

  private final String name;
  private final Installation installation;
  private final ServerFolder folder;
  private final ServerConfig config;
  private final Postmaster postmaster;
  private final AtomicInteger databases = new AtomicInteger();
  private final @Nullable Thread shutdownHook;
  private boolean closed;

  PostgresServer(
      String name,
      Installation installation,
      ServerFolder folder,
      ServerConfig config,
      boolean closeAtExit) {
    this.name = name;
    this.installation = installation;
    this.folder = folder;
    this.config = config;
    this.postmaster = new Postmaster(name, installation, folder, config);
    this.shutdownHook = closeAtExit ? new Thread(this::close, "close-" + name) : null;
    if (shutdownHook != null) {
      Runtime.getRuntime().addShutdownHook(shutdownHook);
    }
  }

  /** Settings for a new server. */
  public static PostgresServerBuilder builder() {
    return new PostgresServerBuilder();
  }

  /**
   * The one server that all tests of this JVM may share, each with databases of its own from {@link
   * #createDatabase}. Started by the first call, closed as the JVM ends.
   */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    static final PostgresServer SERVER =
        builder().name("shared").setting("max_connections", "200").start();
  }

  /** Starts a server for the first time, on the first of the suggested ports that it can bind. */
  synchronized void startOn(IntSupplier ports) {
    attempt("start", () -> postmaster.startOn(ports));
    log.debug("server {} accepts connections on {}:{}", name, LOOPBACK, port());
  }

  /** Starts it again on the same port after {@link #stop} or {@link #kill}, and waits for it. */
  public synchronized void start() {
    requireOpen();
    if (postmaster.isRunning()) {
      throw PostgresServerException.wrongState("server " + name + " runs (expected: stopped)");
    }
    attempt("start", postmaster::start);
  }

  /** Stops it in order, disconnecting clients; also if it is paused. Its data stay. */
  public synchronized void stop() {
    requireOpen();
    attempt("stop", postmaster::stop);
  }

  /** Ends it as a power failure would: SIGKILL for all of its processes. Its data stay. */
  public synchronized void kill() {
    requireOpen();
    attempt("kill", postmaster::kill);
  }

  /** Makes it hang: connections stay open, nothing is answered, until {@link #resume}. */
  public synchronized void pause() {
    requireRunning();
    attempt("pause", postmaster::pause);
  }

  /** Ends a {@link #pause}. */
  public synchronized void resume() {
    requireRunning();
    attempt("resume", postmaster::resume);
  }

  private interface Action {
    void run() throws IOException;
  }

  private void attempt(String what, Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw PostgresServerException.io("cannot " + what + " server " + name, e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw PostgresServerException.wrongState("server " + name + " is closed (expected: open)");
    }
  }

  private void requireRunning() {
    requireOpen();
    if (!postmaster.isRunning()) {
      throw PostgresServerException.wrongState(
          "server " + name + " does not run (expected: running): start() it");
    }
  }

  /** Makes a replica a primary, and returns once it takes writes. */
  public void promote() throws SQLException {
    if (!"t".equals(text("SELECT pg_promote(true, 60)"))) {
      throw PostgresServerException.unavailable(
          "server " + name + " is not promoted after 60 s (expected: a primary)");
    }
  }

  /**
   * Makes a replica stream from this primary: at once if it runs, else (also if it was a primary
   * that has been stopped in order) from its next start on.
   */
  public synchronized void follow(PostgresServer primary) throws SQLException {
    requireOpen();
    if (postmaster.isRunning()) {
      String target = ServerConfig.connectionInfo(primary.port());
      execute("ALTER SYSTEM SET primary_conninfo = '" + target + "'", "SELECT pg_reload_conf()");
      return;
    }
    attempt(
        "reconfigure",
        () ->
            ServerConfig.followOnStart(folder.data(), installation.home().user(), primary.port()));
  }

  /** Makes a replica lag: it goes on receiving but shows nothing new until continueReplay. */
  public void holdBackReplay() throws SQLException {
    execute("SELECT pg_wal_replay_pause()");
    Await.until(
        REPLAY_LIMIT,
        () -> "paused".equals(text("SELECT pg_get_wal_replay_pause_state()")),
        () ->
            PostgresServerException.unavailable("replica " + name + " does not pause its replay"));
  }

  /** Ends {@link #holdBackReplay}. */
  public void continueReplay() throws SQLException {
    execute("SELECT pg_wal_replay_resume()");
  }

  /** Whether it is a replica: it replays what another server wrote. */
  public boolean isInRecovery() throws SQLException {
    return "t".equals(text("SELECT pg_is_in_recovery()"));
  }

  /** Whether its main process runs, be it paused or not. */
  public boolean isRunning() {
    return postmaster.isRunning();
  }

  /** The name given to the builder, which is also its cluster_name. */
  public String name() {
    return name;
  }

  /** The loopback address it listens on. */
  public String host() {
    return LOOPBACK;
  }

  /** The TCP port, the same for its whole life. */
  public int port() {
    return postmaster.port();
  }

  /** The role that may do everything and needs no password. */
  public String superuser() {
    return SUPERUSER;
  }

  /** A URL for pgjdbc, without a password; encrypted if the server has a certificate. */
  public String jdbcUrl(String database, String user) {
    return "jdbc:postgresql://%s:%d/%s?user=%s&sslmode=%s"
        .formatted(
            LOOPBACK,
            port(),
            URLEncoder.encode(database, StandardCharsets.UTF_8),
            URLEncoder.encode(user, StandardCharsets.UTF_8),
            config.tls() == null ? "disable" : "require");
  }

  /** A new connection as superuser, which the caller closes; fails if it takes 30 seconds. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database, SUPERUSER) + "&loginTimeout=30");
  }

  /** Runs statements as superuser in the database postgres, each in a transaction of its own. */
  public void execute(String... sql) throws SQLException {
    executeIn("postgres", sql);
  }

  /** Runs statements as superuser in a database, each in a transaction of its own. */
  public void executeIn(String database, String... sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  /** The first column of the first row as text, as superuser in the database postgres. */
  public @Nullable String text(String query) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** Creates an empty database and returns its name: the prefix, an underscore and a number. */
  public String createDatabase(String prefix) throws SQLException {
    String database = prefix + "_" + databases.incrementAndGet();
    execute("CREATE DATABASE \"" + database.replace("\"", "\"\"") + "\"");
    return database;
  }

  /** At most the last 8 KiB of what it has logged. */
  public String logTail() {
    return folder.log().tail();
  }

  /** Its data folder, which exists until the server is closed. */
  public Path dataDirectory() {
    return folder.data();
  }

  /** The process that removes all traces when this JVM cannot. */
  long watchdogPid() {
    return folder.watchdog().pid();
  }

  /** Lets a close begin, so that several servers can end at the same time. */
  void beginClose() {
    folder.release();
  }

  /** Ends the server at once and removes its data. Returns when nothing is left. Idempotent. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (shutdownHook != null && !Thread.currentThread().equals(shutdownHook)) {
      try {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
      } catch (IllegalStateException shuttingDown) {
        // The hook is about to find the server closed.
      }
    }
    folder.release();
    folder.awaitRemoval();
  }
}
