package io.penstock.sql;

/** Which verb a statement's first word is. */
public final class Verbs {
  private Verbs() {}

  /** The verb; UNKNOWN for what begins no statement. */
  public static Verb of(Keyword first) {
    return switch (first) {
      case SELECT -> Verb.SELECT;
      case INSERT -> Verb.INSERT;
      case UPDATE -> Verb.UPDATE;
      case DELETE -> Verb.DELETE;
      case MERGE -> Verb.MERGE;
      case WITH -> Verb.WITH;
      case VALUES -> Verb.VALUES;
      case TABLE -> Verb.TABLE;
      case BEGIN, START -> Verb.BEGIN;
      case COMMIT, END -> Verb.COMMIT;
      case ROLLBACK, ABORT -> Verb.ROLLBACK;
      case SAVEPOINT -> Verb.SAVEPOINT;
      case RELEASE -> Verb.RELEASE;
      case COPY -> Verb.COPY;
      case SET -> Verb.SET;
      case RESET -> Verb.RESET;
      case SHOW -> Verb.SHOW;
      case PREPARE -> Verb.PREPARE;
      case EXECUTE -> Verb.EXECUTE;
      case DEALLOCATE -> Verb.DEALLOCATE;
      case DECLARE -> Verb.DECLARE;
      case FETCH -> Verb.FETCH;
      case MOVE -> Verb.MOVE;
      case CLOSE -> Verb.CLOSE;
      case LISTEN -> Verb.LISTEN;
      case NOTIFY -> Verb.NOTIFY;
      case UNLISTEN -> Verb.UNLISTEN;
      case DISCARD -> Verb.DISCARD;
      case DO -> Verb.DO;
      case CALL -> Verb.CALL;
      case LOAD -> Verb.LOAD;
      case LOCK -> Verb.LOCK;
      case CREATE -> Verb.CREATE;
      case ALTER -> Verb.ALTER;
      case DROP -> Verb.DROP;
      case TRUNCATE -> Verb.TRUNCATE;
      case COMMENT -> Verb.COMMENT;
      case GRANT -> Verb.GRANT;
      case REVOKE -> Verb.REVOKE;
      case REASSIGN -> Verb.REASSIGN;
      case SECURITY -> Verb.SECURITY;
      case IMPORT -> Verb.IMPORT;
      case EXPLAIN -> Verb.EXPLAIN;
      case ANALYZE, ANALYSE -> Verb.ANALYZE;
      case VACUUM -> Verb.VACUUM;
      case CLUSTER -> Verb.CLUSTER;
      case REINDEX -> Verb.REINDEX;
      case REFRESH -> Verb.REFRESH;
      case CHECKPOINT -> Verb.CHECKPOINT;
      default -> Verb.UNKNOWN;
    };
  }

  /** Whether a statement may begin so within parentheses. */
  static boolean query(Verb verb) {
    return switch (verb) {
      case SELECT, WITH, VALUES, TABLE -> true;
      default -> false;
    };
  }
}
