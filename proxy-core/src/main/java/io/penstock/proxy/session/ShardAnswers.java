package io.penstock.proxy.session;

import io.penstock.pool.Backend;
import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.sql.copy.CopyError;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What clients are told of statements that no single shard can serve. */
final class ShardAnswers {
  private static final String BY_HINT =
      "To have it done by one shard all the same, begin it with /* penstock: shard=NAME */.";

  private ShardAnswers() {}

  static ErrorFields noShard(String sentence, String hint) {
    return unsupported(sentence).withHint(hint + " " + BY_HINT);
  }

  /** A change that two-phase would allow. */
  static ErrorFields changesSeveral(String sentence, String hint) {
    return unsupported(sentence)
        .withDetail("Several shards change together only with sharding.two-phase.")
        .withHint(hint + "Or set sharding.two-phase. " + BY_HINT);
  }

  /** The data of a COPY cannot be split. */
  static ErrorFields copied(CopyError error, String table) {
    ErrorFields fields =
        ErrorFields.error(error.sqlState(), error.sentence())
            .with(ErrorFields.WHERE, error.where(table));
    String hint = error.hint();
    return hint == null ? fields : fields.withHint(hint);
  }

  /** Of what all shards have to do alike. */
  static ErrorFields disagree(String one, String other) {
    return ErrorFields.error(
            SqlState.DATA_CORRUPTED,
            "the shards disagree: one answers %s, another %s".formatted(one, other))
        .withDetail("It was rolled back on all of them. What all hold is not the same on each.")
        .withHint("Compare the reference tables of the shards, and make them equal.");
  }

  /**
   * @param held the shard that serves the session now
   */
  static ErrorFields anotherShard(String held, String wanted, Session session) {
    ErrorFields error =
        unsupported(
            "the statement is for shard %s, and the session is served by shard %s"
                .formatted(wanted, held));
    if (session.inTransaction()) {
      return error
          .withDetail("A transaction stays on the shard of its first statement.")
          .withHint("Commit before, or give rows that change together the same key.");
    }
    if (session.pins.any()) {
      return error
          .withDetail(
              session.pins.reasons().stream()
                  .map(pin -> pin.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ", "It is pinned to its backend: ", ".")))
          .withHint("Use another connection for what pins it.");
    }
    return error
        .withDetail("Statements without a Sync between them are one transaction.")
        .withHint("Send a Sync between them.");
  }

  static ErrorFields noSuchShard(String name, Shards shards) {
    return ErrorFields.error(SqlState.UNDEFINED_OBJECT, "there is no shard \"%s\"".formatted(name))
        .withDetail(
            IntStream.range(0, shards.count())
                .mapToObj(shards::name)
                .collect(Collectors.joining(", ", "There are: ", ".")))
        .withHint("Correct the hint in the statement's comment.");
  }

  /**
   * @param carried whether prepared statements go with the session
   */
  static ErrorFields notPrepared(String name, boolean carried) {
    ErrorFields error =
        ErrorFields.error(
            SqlState.INVALID_SQL_STATEMENT_NAME,
            name.isEmpty()
                ? "unnamed prepared statement does not exist"
                : "prepared statement \"%s\" does not exist".formatted(name));
    return carried
        ? error
        : error.withHint(
            "On a database with shards, named statements take pool.max-prepared-statements > 0.");
  }

  static ErrorFields noCatalog(String database) {
    return ErrorFields.error(
            SqlState.CANNOT_CONNECT_NOW,
            "the tables of database \"%s\" are not known yet".formatted(database))
        .withDetail("They are read from its first shard. Waited for pool.max-wait.")
        .withHint("See the log, and whether the file has a user and password to read them with.");
  }

  static ErrorFields held() {
    return ErrorFields.error(
            SqlState.CANNOT_CONNECT_NOW, "rows of this key are being moved to another shard")
        .withDetail("Waited for pool.max-wait.")
        .withHint("Send it again. bin/penstock shards move --status tells how far the move is.");
  }

  static ErrorFields behindSettings() {
    return unsupported(
            "a statement with a key follows one that may change what its names mean, without a"
                + " Sync between them")
        .withHint("Send a Sync behind SET, RESET and ROLLBACK.");
  }

  static ErrorFields functionCall() {
    return unsupported("a function call of the protocol does not say which shard it is for")
        .withHint("Call the function in a SELECT.");
  }

  /** A shard's connection is gone in the midst of a statement that several answer. */
  static ErrorFields lost(String shard, Backend backend) {
    return ErrorFields.error(
            SqlState.CONNECTION_FAILURE, "shard %s closed its connection".formatted(shard))
        .withDetail("Backend process " + backend.processId() + " on " + backend.endpoint() + ".")
        .withHint("Nothing was changed: the statement reads. Send it again.");
  }

  static ErrorFields broken(String shard, RuntimeException cause) {
    return ErrorFields.error(
            SqlState.PROTOCOL_VIOLATION, "shard %s broke the protocol".formatted(shard))
        .withDetail(String.valueOf(cause.getMessage()));
  }

  static ErrorFields otherColumns(String shard, String first) {
    return unsupported(
            "shard %s has other columns or types for the statement than shard %s"
                .formatted(shard, first))
        .withHint(
            "Make the tables the same on all shards. If that was done just now, send the statement"
                + " again.");
  }

  static ErrorFields tooMuch(long limit) {
    return ErrorFields.error(
            SqlState.CONFIGURATION_LIMIT_EXCEEDED,
            "the rows of the shards that the statement needs take more than %d bytes"
                .formatted(limit))
        .withDetail("The limit is sharding.max-gathered.")
        .withHint(
            "Name the key, restrict the tables in WHERE, group by the key, or leave out what needs"
                + " the rows of all shards in one place.");
  }

  static ErrorFields fetchedInParts() {
    return unsupported("rows of several shards are not fetched in parts within a transaction")
        .withHint("Set no fetch size, or send the statement outside of a transaction.");
  }

  static ErrorFields notAlone() {
    return unsupported("the statement needs several shards and stands beside others in a pipeline")
        .withHint("Send a Sync before and after it.");
  }

  static ErrorFields snapshot(String isolation) {
    return unsupported(
            "a statement over several shards cannot see one snapshot, as %s promises"
                .formatted(isolation))
        .withHint("Use READ COMMITTED, or name the key.");
  }

  static ErrorFields localSettings() {
    return unsupported(
            "the statement needs several shards, and the transaction has settings of its own")
        .withHint("Use SET in the place of SET LOCAL, before the transaction.");
  }

  static ErrorFields severalSnapshots(String isolation) {
    return unsupported(
            "a transaction over several shards cannot see one snapshot, as %s promises"
                .formatted(isolation))
        .withHint("Use READ COMMITTED, or give rows that change together the same key.");
  }

  static ErrorFields noTwoPhase(TwoPhase.Obstacle obstacle) {
    return unsupported("the transaction cannot go to a second shard now")
        .withDetail(obstacle.detail())
        .withHint(obstacle.hint());
  }

  /**
   * @param what for a person
   */
  static ErrorFields inSeveral(String what) {
    return unsupported("%s is not possible once a transaction is on several shards".formatted(what))
        .withHint("Do it before, or in a transaction of its own.");
  }

  static ErrorFields controlNotAlone() {
    return unsupported(
            "what ends or divides a transaction over several shards stands beside other statements")
        .withHint("Send COMMIT, ROLLBACK, SAVEPOINT and RELEASE as queries of their own.");
  }

  static ErrorFields outcomeUnknown(String shard) {
    return ErrorFields.error(
            SqlState.TRANSACTION_RESOLUTION_UNKNOWN,
            "nobody knows whether the transaction was committed")
        .withDetail("Shard %s was lost while it committed.".formatted(shard))
        .withHint("Look whether what it changed is there before trying again.");
  }

  static ErrorFields rolledBackFor(ErrorFields lost) {
    return lost.withHint("The transaction was rolled back on all shards. Try again.");
  }

  static ErrorFields notFinished(List<String> shards) {
    return ErrorFields.warning(
            SqlState.WARNING, "the transaction is committed, and not to be seen on every shard yet")
        .withDetail("To follow: %s.".formatted(String.join(", ", shards)));
  }

  static ErrorFields pinned(Session session) {
    ErrorFields error =
        unsupported("the statement needs several shards, and the session is tied to one");
    if (!session.pins.any()) {
      return error.withHint("Use another connection, with pool.mode transaction or statement.");
    }
    return error
        .withDetail(
            session.pins.reasons().stream()
                .map(pin -> pin.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "It is pinned to its backend: ", ".")))
        .withHint("Use another connection for what pins it.");
  }

  private static ErrorFields unsupported(String message) {
    return ErrorFields.error(SqlState.FEATURE_NOT_SUPPORTED, message);
  }
}
