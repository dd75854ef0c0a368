package io.penstock.proxy.console;

import io.penstock.config.ConfigDifference;
import io.penstock.config.InvalidConfigException;
import io.penstock.config.PenstockConfig;
import io.penstock.pool.node.NodeBan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The server as the console needs it. Every method may be called on an event loop and must not
 * block; futures may complete on any thread. Where a database may be null, null is all of them.
 */
public interface ConsoleServer {
  /** Penstock's own version, such as {@code 1.2.0}. */
  String version();

  /** What is in force now. */
  PenstockConfig config();

  /** A console session began; it is listed among the clients until {@link #closed}. */
  void opened(ConsoleSession session);

  /** A console session ended. */
  void closed(ConsoleSession session);

  // ---- what SHOW shows

  /** All clients, those of the console included. */
  CompletableFuture<List<ConnectionView>> clients();

  CompletableFuture<List<ConnectionView>> servers();

  /** One for each database and user on the backend, all nodes together. */
  CompletableFuture<List<PoolView>> pools();

  CompletableFuture<List<DatabaseView>> databases();

  CompletableFuture<List<UserView>> users();

  /** The sessions that are tied to their backends. */
  CompletableFuture<List<PinView>> pins();

  /** The nodes of all databases, by database and in the order of the configuration. */
  List<ReplicaView> replicas();

  /** Where statements went, by database; what never happened is left out. */
  List<RouteView> routes();

  List<ShardView> shards();

  /** What tables of sharded databases have that shards cannot keep. */
  List<WarningView> warnings();

  /** Totals and averages by database, ordered by name. */
  List<TrafficView> traffic();

  /** How many clients have connected and not yet logged in. */
  int loggingIn();

  // ---- what commands do

  /** Whether clients may ask for this database. */
  boolean knows(String database);

  boolean paused(@Nullable String database);

  /**
   * Grants no more backends.
   *
   * @return done when no backend is left
   */
  CompletableFuture<Void> pause(@Nullable String database);

  void resume(@Nullable String database);

  /** Disconnects clients and closes backends at once, and leaves the database paused. */
  CompletableFuture<Void> kill(@Nullable String database);

  /**
   * Disconnects one client.
   *
   * @return whether there was one with this id
   */
  CompletableFuture<Boolean> killClient(long id);

  /** Closes idle backends now and the others when they are released. */
  void reconnect(@Nullable String database);

  /** Done when no backend is left that {@link #reconnect} has doomed. */
  CompletableFuture<Void> waitClose(@Nullable String database);

  /** Refuses new clients of this database, or accepts them again. */
  void disable(String database, boolean disabled);

  /**
   * Keeps reads away from a node, or no longer.
   *
   * @param ban null ends it
   * @return how many nodes have this name
   */
  int ban(String node, @Nullable String database, @Nullable NodeBan ban);

  /**
   * Reads the configuration file anew and tells what differs.
   *
   * @param apply false only tells
   * @return fails, and changes nothing, with {@link InvalidConfigException} when the file is wrong
   *     and with {@link IllegalStateException} when what it says cannot be carried out
   */
  CompletableFuture<List<ConfigDifference.Change>> reload(boolean apply);

  /**
   * Puts a changed configuration in force, until the next reload.
   *
   * @return fails with {@link IllegalStateException}, and changes nothing, when it cannot be
   */
  CompletableFuture<Void> configure(PenstockConfig changed);

  /**
   * Goes by what is on record of the move of a sharded database's keys, and waits for what was sent
   * to shards before.
   *
   * @param patience how long to wait for that
   * @return fails with {@link IllegalStateException} when that cannot be read
   */
  CompletableFuture<MoveView> followMove(String database, Duration patience);

  /** Begins to stop. */
  void shutdown(ShutdownMode mode);
}
