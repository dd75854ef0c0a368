package io.penstock.proxy.move;

import io.penstock.sql.shard.KeyBound;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves the keys of a database batch by batch, and goes on where another run stopped, wherever that
 * was. docs/decisions/0018 says why nothing is lost or doubled. One thread; blocks.
 */
public final class KeyMover implements AutoCloseable {
  private static final long FIRST_ROWS = 500;
  private static final long LEAST_ROWS = 50;

  /** How long it should take to copy a batch. */
  private static final long AIM = Duration.ofMillis(120).toNanos();

  /** How often it is looked who else is connected. */
  private static final long LOOK_AROUND = Duration.ofSeconds(2).toNanos();

  private static final Duration GAP = Duration.ofMillis(10);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);
  private static final int MOST_SINGLE_KEYS = 3;

  private final MoveRequest request;
  private final MoveOptions options;
  private final MoveListener listener;
  private final MovingKeys moving;
  private final MoveLinks links;
  private final Fleet fleet;
  private List<MovedTable> tables = List.of();
  private Fence fence = new Fence(tables);
  private long batchRows;
  private long movedRows;
  private long movedKeys;
  private long longestPause;
  private long lookedAround;

  /** Why the last batch was given up, and whether it took too long. */
  private String why = "";

  private boolean tooSlow;

  /** How many batches of a single key have in a row. */
  private int singleKeys;

  /** What has come of a batch. */
  private enum Outcome {
    MOVED,

    /** Something else was in the way: nothing was changed. */
    GIVEN_UP,

    /** It is not known how much was done. */
    UNCLEAR
  }

  private KeyMover(MoveRequest request, MoveOptions options, MoveListener listener) {
    this.request = request;
    this.options = options;
    this.listener = listener;
    this.moving = new MovingKeys(request.after(), request.before(), request.after());
    this.links = new MoveLinks(request);
    this.fleet = new Fleet(request.database(), request.proxies());
    this.batchRows = Math.min(FIRST_ROWS, options.batchRows());
  }

  /**
   * Moves all keys, or those that an earlier run has left.
   *
   * @throws MoveFailedException if that cannot be, or not now
   */
  public static void move(MoveRequest request, MoveOptions options, MoveListener listener)
      throws InterruptedException {
    try (KeyMover mover = new KeyMover(request, options, listener)) {
      mover.run();
    } catch (SQLException e) {
      throw new MoveFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private void run() throws SQLException, InterruptedException {
    links.alone();
    MoveStart start = new MoveStart(request, links, fleet, moving, listener);
    tables = start.tables();
    fence = new Fence(tables);
    lookAround();
    MoveRecord now = start.begin(options.holdMillis());
    if (now.finished()) {
      listener.progress("nothing to do: keys live by the new file");
      return;
    }
    now = recovered(now);
    long failingSince = 0;
    Duration backoff = GAP;
    while (!now.finished()) {
      Outcome outcome = attempt(now);
      if (outcome == Outcome.MOVED) {
        failingSince = 0;
        backoff = GAP;
      } else {
        failingSince = failingSince == 0 ? System.nanoTime() : failingSince;
        if (System.nanoTime() - failingSince > options.patience().toNanos()) {
          throw new MoveFailedException(
              why + " (run the same command again: it goes on from here)");
        }
        listener.progress("waiting: " + why);
        batchRows = Math.max(LEAST_ROWS, batchRows / 2);
        backoff = longer(backoff);
      }
      Thread.sleep(backoff);
      now = outcome == Outcome.UNCLEAR ? resumed(failingSince) : next(failingSince);
    }
    listener.progress(
        "done: %d rows of %d keys moved; keys were held for %d ms at most"
            .formatted(movedRows, movedKeys, longestPause));
  }

  private void lookAround() throws SQLException, InterruptedException {
    try {
      if (!options.others()) {
        Strangers.refuse(links.all().values(), fleet);
      }
      lookedAround = System.nanoTime();
    } catch (Fleet.UnreachableException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }

  private Outcome attempt(MoveRecord now) throws InterruptedException {
    try {
      if (System.nanoTime() - lookedAround > LOOK_AROUND) {
        lookAround();
      }
      KeyScan.Ahead ahead =
          new KeyScan(links.with(request.before()), tables, moving).next(now.moved(), batchRows);
      tooSlow = false;
      Outcome outcome = batch(now, ahead);
      singleKeys = tooSlow && ahead.keys() == 1 ? singleKeys + 1 : 0;
      if (singleKeys == MOST_SINGLE_KEYS) {
        throw new MoveFailedException(
            "the rows of one key take longer to move than keys may be held: %d rows, key %s (expected: a longer --max-pause)"
                .formatted(ahead.rows(), ahead.to()));
      }
      return outcome;
    } catch (SQLException | Fleet.UnreachableException e) {
      why = String.valueOf(e.getMessage());
      return Outcome.UNCLEAR;
    }
  }

  private MoveRecord next(long failingSince) throws SQLException, InterruptedException {
    try {
      return read();
    } catch (SQLException e) {
      return resumed(failingSince == 0 ? System.nanoTime() : failingSince);
    }
  }

  private Outcome batch(MoveRecord now, KeyScan.Ahead ahead)
      throws SQLException, Fleet.UnreachableException, InterruptedException {
    long began = System.nanoTime();
    MoveRecord held = MoveSteps.held(now, ahead.to(), options.holdMillis());
    if (!MoveTable.write(links.first().look(), held)) {
      return givenUp("the record of the move was changed by somebody else");
    }
    List<Fleet.Answer> answers = fleet.follow(options.drain());
    if (!Fleet.arrived(answers, held.version())) {
      return release(held, "transactions that began before take too long: " + behind(answers));
    }
    long deadline = began + options.pause().toNanos() / 2;
    for (ShardLink source : links.with(request.before())) {
      if (!fence.passed(source, deadline)) {
        return release(held, "a transaction on shard " + source.name() + " takes too long");
      }
    }
    long copying = System.nanoTime();
    Duration left = options.pause().minusNanos(System.nanoTime() - began);
    MoveRecord.Range range = new MoveRecord.Range(now.moved(), ahead.to());
    Batch batch = new Batch(links.all(), tables, moving, range, left);
    try {
      batch.copy(links.with(request.before()));
    } catch (MoveFailedException e) {
      var unused = release(held, "");
      throw e;
    } catch (SQLException e) {
      tooSlow = "57014".equals(e.getSQLState());
      return release(held, String.valueOf(e.getMessage()));
    }
    if (System.nanoTime() - began > options.pause().toNanos()) {
      tooSlow = true;
      return release(held, "%d rows take too long".formatted(batch.rows()));
    }
    long copied = System.nanoTime() - copying;
    batch.commitArrived();
    MoveRecord decided = MoveSteps.decided(held, ahead.to());
    if (!MoveTable.write(links.first().look(), decided)) {
      why = "a proxy took this for lost";
      return Outcome.UNCLEAR;
    }
    batch.commitLeft();
    MoveRecord settled = MoveSteps.settled(decided);
    if (!MoveTable.write(links.first().look(), settled)) {
      why = "the record of the move was changed by somebody else";
      return Outcome.UNCLEAR;
    }
    finishIfAll(settled);
    var unused = fleet.follow(Duration.ZERO);
    moved(batch, ahead, copied, System.nanoTime() - began);
    return Outcome.MOVED;
  }

  private void finishIfAll(MoveRecord settled) throws SQLException {
    if (settled.moved().equals(KeyBound.EVERYTHING)) {
      var unused = MoveTable.write(links.first().look(), MoveSteps.finished(settled));
    }
  }

  private void moved(Batch batch, KeyScan.Ahead ahead, long copied, long nanos) {
    movedRows += batch.rows();
    movedKeys += ahead.keys();
    longestPause = Math.max(longestPause, Duration.ofNanos(nanos).toMillis());
    listener.progress(
        "moved %d rows of %d keys in %d ms, up to %s"
            .formatted(batch.rows(), ahead.keys(), Duration.ofNanos(nanos).toMillis(), ahead.to()));
    long wanted = copied > AIM ? batchRows * AIM / copied : batchRows * 3 / 2;
    batchRows = Math.clamp(wanted, LEAST_ROWS, Math.max(LEAST_ROWS, options.batchRows()));
  }

  private static Duration longer(Duration backoff) {
    Duration twice = backoff.multipliedBy(2);
    return twice.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : twice;
  }

  private Outcome givenUp(String because) {
    why = because;
    return Outcome.GIVEN_UP;
  }

  /** Nothing was committed: keys stay where they are. */
  private Outcome release(MoveRecord held, String because)
      throws SQLException, Fleet.UnreachableException, InterruptedException {
    links.rollback();
    boolean released = MoveTable.write(links.first().look(), MoveSteps.released(held));
    var unused = fleet.follow(Duration.ZERO);
    why = because;
    return released ? Outcome.GIVEN_UP : Outcome.UNCLEAR;
  }

  private static String behind(List<Fleet.Answer> answers) {
    List<String> behind = new ArrayList<>();
    for (Fleet.Answer answer : answers) {
      if (answer.view().behind() > 0) {
        behind.add("%d on proxy %s".formatted(answer.view().behind(), answer.proxy()));
      }
    }
    return behind.isEmpty() ? "a proxy goes by an older record" : String.join(", ", behind);
  }

  private MoveRecord read() throws SQLException {
    MoveRecord now = MoveTable.read(links.first().look(), request.database());
    if (now == null) {
      throw new MoveFailedException(
          "the record of the move is gone (expected: in penstock.shard_move)");
    }
    return now;
  }

  /** The same with new connections, as soon as all servers can be reached. */
  private MoveRecord resumed(long since) throws InterruptedException, SQLException {
    Duration backoff = FIRST_RETRY;
    while (true) {
      try {
        links.reconnect();
        links.alone();
        return recovered(read());
      } catch (SQLException e) {
        if (System.nanoTime() - since > options.patience().toNanos()) {
          throw e;
        }
        listener.progress("waiting: " + e.getMessage());
        Thread.sleep(backoff);
        backoff = longer(backoff);
      }
    }
  }

  /** Ends what a run has left in the middle of a batch: no row is on two shards any more. */
  private MoveRecord recovered(MoveRecord found) throws SQLException, InterruptedException {
    MoveRecord now = found;
    if (now.held() != null) {
      var unused = MoveTable.write(links.first().look(), MoveSteps.abandoned(now));
      now = read();
    }
    MoveRecord.Range unsettled = now.unsettled();
    if (unsettled != null) {
      listener.progress("cleaning up after a run that was interrupted");
      KeyBound moved = now.moved();
      Map<MoveRecord.Range, Boolean> parts = new LinkedHashMap<>();
      parts.put(new MoveRecord.Range(unsettled.from(), moved), true);
      parts.put(new MoveRecord.Range(moved, unsettled.to()), false);
      for (Map.Entry<MoveRecord.Range, Boolean> part : parts.entrySet()) {
        Leftovers.delete(links.all().values(), tables, moving, part.getKey(), part.getValue());
      }
      var unused = MoveTable.write(links.first().look(), MoveSteps.settled(now));
      now = read();
    }
    if (!now.finished() && now.moved().equals(KeyBound.EVERYTHING)) {
      finishIfAll(now);
      now = read();
    }
    try {
      var unused = fleet.follow(Duration.ZERO);
    } catch (Fleet.UnreachableException e) {
      listener.progress("waiting: " + e.getMessage());
    }
    return now;
  }

  @Override
  public void close() {
    links.close();
    fleet.close();
  }
}
