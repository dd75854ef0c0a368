package io.penstock.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to its session, if it succeeds.
 *
 * <p>Names are as PostgreSQL compares them: unquoted ones in lower case, quoted ones without their
 * quotes, cut to 63 bytes. Strings are decoded with {@link ClientEncoding#charset()}.
 */
public sealed interface Effect {
  /**
   * {@code BEGIN} or {@code START TRANSACTION}.
   *
   * @param text the statement without comments, to be sent later
   */
  record Begin(TransactionModes modes, String text) implements Effect {
    /** {@code BEGIN} with no mode. */
    public static final Begin PLAIN = new Begin(TransactionModes.NONE, "BEGIN");
  }

  /** {@code COMMIT} or {@code END}; with {@code AND CHAIN} a new transaction begins at once. */
  record Commit(boolean chain) implements Effect {}

  /** {@code ROLLBACK} or {@code ABORT}; with {@code AND CHAIN} a new transaction begins at once. */
  record Rollback(boolean chain) implements Effect {}

  /** {@code PREPARE TRANSACTION}: the session's transaction ends, undecided. */
  record PrepareTransaction() implements Effect {
    public static final PrepareTransaction INSTANCE = new PrepareTransaction();
  }

  /** {@code SAVEPOINT name}. */
  record Savepoint(String name) implements Effect {}

  /** {@code ROLLBACK TO name}. */
  record RollbackTo(String name) implements Effect {}

  /** {@code RELEASE name}. */
  record ReleaseSavepoint(String name) implements Effect {}

  /**
   * A setting gets a value.
   *
   * <p>Outside of a transaction a local one does nothing. A local one of a custom setting leaves
   * that setting known on the backend, and empty, instead of unknown.
   *
   * @param name in lower case
   * @param value written in {@code form}, without comments
   * @param local until the end of the transaction only
   */
  record SetSetting(String name, String value, boolean local, SettingForm form) implements Effect {
    /**
     * SQL that gives the setting this value again, for the session or, if local, the transaction.
     */
    public String sql() {
      return SettingSql.set(name, value, local, form);
    }

    /**
     * The value itself, if it is a single word, number or string without escapes; else null. A word
     * is in lower case.
     */
    public @Nullable String singleValue() {
      return SettingValues.single(value, form);
    }

    /** Does not show the value, which may be a secret. */
    @Override
    public String toString() {
      return "SetSetting[name=" + name + ", local=" + local + ", form=" + form + "]";
    }
  }

  /**
   * A setting goes back to the session's default.
   *
   * @param local until the end of the transaction only
   */
  record ResetSetting(String name, boolean local) implements Effect {
    /** SQL that does so again. */
    public String sql() {
      return SettingSql.reset(name, local);
    }
  }

  /** {@code RESET ALL}: all settings but role, session_authorization and the transaction's own. */
  record ResetAll() implements Effect {
    public static final ResetAll INSTANCE = new ResetAll();
  }

  /**
   * {@code SHOW penstock.…}: a setting of Penstock's own, which a server may not know.
   *
   * @param name in lower case, with {@code penstock.}
   */
  record ShowOwn(String name) implements Effect {}

  /**
   * {@code EXPLAIN (PENSTOCK) …}: asks where a statement would go, not to run it. It has no other
   * effect.
   *
   * @param start where the inner statement begins, counted from the start of the range
   * @param end where its last token ends
   */
  record ExplainRoute(int start, int end) implements Effect {}

  /** {@code SET TRANSACTION} and its like: this transaction only. */
  record SetTransaction(TransactionModes modes) implements Effect {}

  /** Changes settings until the end of the transaction only; which, the text does not tell. */
  record OpaqueLocal() implements Effect {
    public static final OpaqueLocal INSTANCE = new OpaqueLocal();
  }

  /** {@code DISCARD ALL}. */
  record DiscardAll() implements Effect {
    public static final DiscardAll INSTANCE = new DiscardAll();
  }

  /** {@code DISCARD TEMP}. */
  record DiscardTemporary() implements Effect {
    public static final DiscardTemporary INSTANCE = new DiscardTemporary();
  }

  /** {@code DISCARD PLANS}. */
  record DiscardPlans() implements Effect {
    public static final DiscardPlans INSTANCE = new DiscardPlans();
  }

  /** {@code DISCARD SEQUENCES}. */
  record DiscardSequences() implements Effect {
    public static final DiscardSequences INSTANCE = new DiscardSequences();
  }

  /**
   * {@code PREPARE name AS …}.
   *
   * @param nameStart where the name begins, quotes included, counted from the start of the range
   * @param nameEnd where it ends
   * @param whenExecuted the effects of each {@code EXECUTE} of it
   */
  record PrepareStatement(String name, int nameStart, int nameEnd, List<Effect> whenExecuted)
      implements Effect {
    public PrepareStatement {
      whenExecuted = List.copyOf(whenExecuted);
    }
  }

  /** {@code EXECUTE name}, also within EXPLAIN and CREATE TABLE AS: the backend must know it. */
  record ExecuteStatement(String name, int nameStart, int nameEnd) implements Effect {}

  /** {@code DEALLOCATE name}. */
  record DeallocateStatement(String name, int nameStart, int nameEnd) implements Effect {}

  /** {@code DEALLOCATE ALL}. */
  record DeallocateAll() implements Effect {
    public static final DeallocateAll INSTANCE = new DeallocateAll();
  }

  /** {@code LISTEN channel}; {@code Pin(LISTEN)} follows. */
  record Listen(String channel) implements Effect {}

  /** {@code UNLISTEN channel}; {@code Unpin(LISTEN)} follows. */
  record Unlisten(String channel) implements Effect {}

  /** {@code UNLISTEN *}; {@code Unpin(LISTEN)} follows. */
  record UnlistenAll() implements Effect {
    public static final UnlistenAll INSTANCE = new UnlistenAll();
  }

  /** Ties the session to its backend, or may have. */
  record Pin(PinReason reason) implements Effect {}

  /** May have ended such a tie: the backend knows. */
  record Unpin(PinReason reason) implements Effect {}

  /**
   * May have changed anything of the session in a way the text does not tell: the backend knows.
   */
  record Opaque() implements Effect {
    public static final Opaque INSTANCE = new Opaque();
  }

  /** Changes the catalog: prepared plans may be stale. */
  record Ddl() implements Effect {
    public static final Ddl INSTANCE = new Ddl();
  }

  /** {@code ALTER ROLE … SET} and its like: new sessions get other defaults. */
  record RoleDefaults() implements Effect {
    public static final RoleDefaults INSTANCE = new RoleDefaults();
  }

  /** Asks for the session's own view of a sequence: {@code currval}, {@code lastval}. */
  record ReadsSequenceState() implements Effect {
    public static final ReadsSequenceState INSTANCE = new ReadsSequenceState();
  }

  /** {@code nextval}, {@code setval}. */
  record AdvancesSequence() implements Effect {
    public static final AdvancesSequence INSTANCE = new AdvancesSequence();
  }

  /**
   * Calls a function that is not PostgreSQL's own, once or more: its body may change settings,
   * which the text does not tell.
   */
  record CallsFunction() implements Effect {
    public static final CallsFunction INSTANCE = new CallsFunction();
  }

  /** {@code COPY … FROM STDIN}: the client sends rows. */
  record CopyFromClient() implements Effect {
    public static final CopyFromClient INSTANCE = new CopyFromClient();
  }

  /** {@code COPY … TO STDOUT}: the backend sends rows. */
  record CopyToClient() implements Effect {
    public static final CopyToClient INSTANCE = new CopyToClient();
  }
}
