package io.penstock.sql.shard;

/** A statement is refused. Carries no stack trace: it is an answer, not a failure. */
final class NotOnOneShard extends Exception {
  private static final long serialVersionUID = 1;

  private final String hint;

  NotOnOneShard(String sentence, String hint) {
    super(sentence, null, false, false);
    this.hint = hint;
  }

  ShardRoute.Refused refused() {
    return new ShardRoute.Refused(String.valueOf(getMessage()), hint);
  }
}
