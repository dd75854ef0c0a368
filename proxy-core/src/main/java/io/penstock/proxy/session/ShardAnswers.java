package io.penstock.proxy.session;

import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
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

  static ErrorFields notExplained() {
    return unsupported("EXPLAIN (PENSTOCK) does not tell of shards")
        .withHint("Send the statement itself: if it is refused, the error says why.");
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

  private static ErrorFields unsupported(String message) {
    return ErrorFields.error(SqlState.FEATURE_NOT_SUPPORTED, message);
  }
}
