package io.penstock.sql.route;

/** Why a statement goes where it goes. */
public enum RouteReason {
  /** It only reads. */
  READ("it only reads", Force.READS),
  /** It is in a READ ONLY transaction. */
  READ_ONLY_TRANSACTION("its transaction is READ ONLY", Force.READS),
  /** A hint or SET penstock.route says replica. */
  HINT_REPLICA("a hint says replica", Force.READS),
  /** A hint or SET penstock.route names the node. */
  HINT_NODE("a hint names the node", Force.READS),
  /** A rule of the configuration says replica. */
  RULE_REPLICA("a rule says replica", Force.READS),

  /** A hint or SET penstock.route says primary. */
  HINT_PRIMARY("a hint says primary", Force.SURE),
  /** A rule of the configuration says primary. */
  RULE_PRIMARY("a rule says primary", Force.SURE),
  /** The configuration sends all reads to the primary. */
  READS_TO_PRIMARY("the configuration sends reads to the primary", Force.SURE),
  /** The consistency asked for is strong. */
  STRONG_CONSISTENCY("the consistency is strong", Force.SURE),
  /** A transaction that may write goes to the primary as a whole. */
  IN_TRANSACTION("it is in a transaction that may write", Force.SURE),
  /** Replicas know no SERIALIZABLE. */
  SERIALIZABLE("its transaction is SERIALIZABLE, which replicas refuse", Force.SURE),
  /** What came with it, up to its Sync, is not known to be nothing but reads. */
  EXCHANGE("it came with something that is no read, or without its Sync", Force.SURE),
  /** A replica has refused it. */
  LEARNED("a replica has refused it as a write", Force.SURE),

  /** It writes by its text. */
  WRITES("it writes", Force.SURE),
  /** It locks rows or tables. */
  LOCKS("it locks what it reads", Force.SURE),
  /** EXPLAIN ANALYZE runs what it explains. */
  EXPLAIN_ANALYZE("EXPLAIN ANALYZE runs a statement that does more than read", Force.SURE),
  /** It begins, ends or changes a transaction. */
  TRANSACTION_CONTROL("it begins, ends or changes a transaction", Force.SURE),
  /** It acts on the session or its backend. */
  SESSION_EFFECT("it acts on the session or its backend", Force.SURE),
  /** A relation that only the session's own backend has. */
  TEMPORARY_TABLE("it uses a temporary table, which only its own backend has", Force.SURE),
  /** A relation without write-ahead log. */
  UNLOGGED_TABLE("it reads an unlogged table, which replicas cannot", Force.SURE),
  /** A function of PostgreSQL's own that writes, locks, or does not run on a replica. */
  SYSTEM_FUNCTION("it calls a function that writes, locks or needs the primary", Force.SURE),

  /** A replica's sequence runs ahead. */
  SEQUENCE("it reads a sequence, which runs ahead on replicas", Force.CAUTION),
  /** A table of another server. */
  FOREIGN_TABLE("it reads a foreign table", Force.CAUTION),
  /** What it asks for differs from server to server. */
  NODE_STATE("it asks for the state of the server itself", Force.CAUTION),
  /** A function declared volatile. */
  VOLATILE_FUNCTION("it calls a function that is declared volatile", Force.CAUTION),
  /** An operator with such a function. */
  USER_OPERATOR("it uses an operator whose function is declared volatile", Force.CAUTION),
  /** A type with such functions. */
  USER_TYPE("it uses a type whose functions are declared volatile", Force.CAUTION),
  /** A relation that the catalog does not have. */
  UNKNOWN_RELATION("it names a relation that is not known", Force.CAUTION),
  /** A function that the catalog does not have. */
  UNKNOWN_FUNCTION("it calls a function that is not known", Force.CAUTION),
  /** An operator that the catalog does not have. */
  UNKNOWN_OPERATOR("it uses an operator that is not known", Force.CAUTION),
  /** A type that the catalog does not have. */
  UNKNOWN_TYPE("it uses a type that is not known", Force.CAUTION),
  /** A query that is not in the grammar. */
  UNPARSED("it was not understood", Force.CAUTION),
  /** The database's functions and relations are not known yet. */
  CATALOG_NOT_LOADED("the database's catalog is not loaded", Force.CAUTION);

  private enum Force {
    READS,
    SURE,
    CAUTION
  }

  private final String sentence;
  private final Force force;

  RouteReason(String sentence, Force force) {
    this.sentence = sentence;
    this.force = force;
  }

  /** Why, for a person, without capital and full stop. */
  public String sentence() {
    return sentence;
  }

  /** Whether a replica may serve it. */
  public boolean reads() {
    return force == Force.READS;
  }

  /**
   * Whether it goes to the primary for caution only: who knows better, by a hint, a rule or a READ
   * ONLY transaction, may send it to a replica, where PostgreSQL refuses it if it writes.
   */
  public boolean cautious() {
    return force == Force.CAUTION;
  }
}
