package io.penstock.proxy.move;

import io.penstock.config.ShardAlgorithm;
import io.penstock.config.ShardConfig;
import io.penstock.config.ShardingConfig;
import io.penstock.sql.shard.KeyBound;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has to be right before the first key moves, and the record with which it begins. */
final class MoveStart {
  private final MoveRequest request;
  private final MoveLinks links;
  private final Fleet fleet;
  private final MovingKeys moving;
  private final MoveListener listener;
  private final Map<ShardLink, Map<String, MovedTable>> found = new LinkedHashMap<>();

  MoveStart(
      MoveRequest request, MoveLinks links, Fleet fleet, MovingKeys moving, MoveListener listener) {
    this.request = request;
    this.links = links;
    this.fleet = fleet;
    this.moving = moving;
    this.listener = listener;
  }

  /**
   * Refuses two files between which keys cannot be moved.
   *
   * @throws MoveFailedException with what is wrong with them
   */
  static void check(ShardingConfig before, ShardingConfig after) {
    if (!before.shards().getFirst().name().equals(after.shards().getFirst().name())) {
      throw failed("the first shard is another one", "the same: what is not spread is there");
    }
    if (!before.schemas().isEmpty() || !after.schemas().isEmpty()) {
      throw failed(
          "the files have sharding.schemas, and a move would not take schemas along",
          "files without them");
    }
    if (!before.spreadsAs(after)) {
      throw failed("a table has another key in the new file", "the same keys in both");
    }
    if ((before.algorithm() == ShardAlgorithm.HASH || after.algorithm() == ShardAlgorithm.HASH)
        && (before.algorithm() != after.algorithm()
            || before.shards().size() != after.shards().size())) {
      throw failed(
          "with algorithm hash every shard has keys at once",
          "as many shards in both files, or another algorithm");
    }
    if (!MoveRecord.hasShards(after, before)) {
      throw failed(
          "a shard that has keys is not in the new file",
          "the shard, without keys (weight: 0), until they have gone");
    }
  }

  private static MoveFailedException failed(String problem, String expected) {
    return new MoveFailedException(problem + " (expected: " + expected + ")");
  }

  /** The tables whose rows move, those first to which others refer; checks them on all shards. */
  List<MovedTable> tables() throws SQLException {
    for (ShardConfig shard : request.after().shards()) {
      ShardLink link = links.all().get(shard.name());
      if (link != null && (hasKeys(request.before(), shard) || hasKeys(request.after(), shard))) {
        found.put(link, new TableFinder(link, moving.map()).find());
      }
    }
    new TableChecks(found).run();
    ShardLink first = links.first();
    List<MovedTable> tables =
        TableChecks.inOrder(first, found.getOrDefault(first, Map.of()).values());
    if (tables.isEmpty()) {
      throw failed("no table with a key was found on shard " + first.name(), "those under tables");
    }
    return tables;
  }

  private static boolean hasKeys(ShardingConfig placement, ShardConfig shard) {
    return placement.shards().stream()
        .anyMatch(known -> known.name().equals(shard.name()) && placement.holdsKeys(known));
  }

  /** The record of a move that was begun before, or the first of a new one. */
  MoveRecord begin(int holdMillis) throws SQLException, InterruptedException {
    check(request.before(), request.after());
    MoveTable.create(links.first().look());
    MoveRecord known = MoveTable.read(links.first().look(), request.database());
    if (known != null && !known.finished() && !isUntouched(known)) {
      if (!known.before().placesAs(request.before()) || !known.after().placesAs(request.after())) {
        throw failed(
            "another move of this database's keys is under way",
            "the two files that it was begun with, until it is done");
      }
      fleet(false);
      listener.progress("going on from " + known.moved());
      return known;
    }
    if (known != null && known.finished() && known.after().placesAs(request.after())) {
      return known;
    }
    ShardingConfig inForce =
        known == null ? request.before() : isUntouched(known) ? known.before() : known.after();
    if (!inForce.placesAs(request.before())) {
      throw failed(
          "keys live otherwise by penstock.shard_move on the first shard than by the old file",
          "the file that is in force");
    }
    fleet(true);
    new ReferenceTables(links, listener).fill(joining(), found);
    return first(known, holdMillis);
  }

  /** Whether a move was announced and no key of it has moved. */
  private static boolean isUntouched(MoveRecord record) {
    return !record.finished()
        && record.moved().equals(KeyBound.NOTHING)
        && record.held() == null
        && record.unsettled() == null;
  }

  private MoveRecord first(@Nullable MoveRecord known, int holdMillis) throws SQLException {
    MoveRecord first =
        new MoveRecord(
            request.database(),
            known == null ? 1 : known.version() + 1,
            request.before(),
            request.after(),
            false,
            KeyBound.NOTHING,
            null,
            null,
            holdMillis);
    if (!MoveTable.write(links.first().look(), first)) {
      throw failed("the record of the move was changed by somebody else", "one move at a time");
    }
    return first;
  }

  private List<ShardLink> joining() {
    return request.after().shards().stream()
        .filter(shard -> hasKeys(request.after(), shard) && !hasKeys(request.before(), shard))
        .map(shard -> links.all().get(shard.name()))
        .toList();
  }

  private void fleet(boolean anew) throws InterruptedException {
    try {
      for (Fleet.Answer answer : fleet.follow(Duration.ZERO)) {
        ShardingConfig file = answer.view().placement();
        String who = "proxy " + answer.proxy() + ": ";
        if (answer.view().obstacle() != null) {
          throw failed(who + answer.view().obstacle(), "the old file, with the new shards in it");
        }
        if (!file.placesAs(request.before()) && (anew || !file.placesAs(request.after()))) {
          throw failed(who + "its file places keys otherwise than the old file", "the same");
        }
        if (!MoveRecord.hasShards(file, request.after())
            || !MoveRecord.hasShards(file, request.before())) {
          throw failed(
              who + "its file does not have all shards",
              "the new shards at the end, without keys (weight: 0); then RELOAD");
        }
      }
    } catch (Fleet.UnreachableException e) {
      throw new MoveFailedException(e.getMessage() + " (expected: every proxy answers)", e);
    }
  }
}
