package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.config.PoolMode;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.ReplicaSelector;
import io.penstock.sql.Effect;
import io.penstock.sql.Hints;
import io.penstock.sql.Script;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statements that are meant for the proxy: SHOW of its own settings, and EXPLAIN (PENSTOCK). The
 * frame is replaced by one with a query whose rows are the answer, so that columns, formats and
 * everything of the extended protocol are the server's own.
 */
final class OwnStatements {
  private static final Logger LOG = LoggerFactory.getLogger(OwnStatements.class);

  private final Session session;

  /** The query that answers the EXPLAIN in the frame which stands at {@link #explainedAt}. */
  private @Nullable String explained;

  private long explainedAt;

  OwnStatements(Session session) {
    this.session = session;
  }

  /** Whether {@link #replace} has an answer to this. */
  static boolean answers(Script script) {
    Effect effect = script.onlyEffect();
    return effect != null && answers(effect);
  }

  private static boolean answers(Effect effect) {
    return effect instanceof Effect.ExplainRoute
        || (effect instanceof Effect.ShowOwn show && OwnSettings.has(show.name()));
  }

  /** Why this cannot stand beside other statements in one text; null when it can. */
  static @Nullable ErrorFields notAlone(Effect effect) {
    return answers(effect)
        ? ErrorFields.error(
                SqlState.FEATURE_NOT_SUPPORTED,
                "%s must be sent alone"
                    .formatted(
                        effect instanceof Effect.ShowOwn show
                            ? "SHOW " + show.name()
                            : "EXPLAIN (PENSTOCK)"))
            .withDetail("Found: several statements in one text.")
            .withHint("Send it as a statement of its own.")
        : null;
  }

  /**
   * Puts another text in the place of the one between these indexes of the client's frame.
   *
   * @return false when that takes a while: the frame is to be looked at again then
   */
  boolean replace(Script script, int text, int textEnd) {
    RequestRelay relay = session.requests;
    FrameWalker walker = relay.walker();
    String sql;
    switch (script.onlyEffect()) {
      case Effect.ShowOwn show -> sql = show(show.name());
      case Effect.ExplainRoute explain -> {
        String known = explained;
        explained = null;
        if (known == null || explainedAt != walker.advanced()) {
          if (relay.owesSync() || relay.allAnswered()) {
            explain(text + explain.start(), text + explain.end());
          }
          return false;
        }
        sql = known;
      }
      case null, default -> throw new IllegalStateException("not a statement of the proxy's own");
    }
    relay.write();
    ByteBuf frame = frame(walker, text, textEnd, sql.getBytes(StandardCharsets.US_ASCII));
    walker.advance();
    walker.pushBack(frame);
    return true;
  }

  private static ByteBuf frame(FrameWalker walker, int text, int textEnd, byte[] sql) {
    ByteBuf in = walker.buffer();
    int start = walker.start();
    int length = walker.frameLength() - (textEnd - text) + sql.length;
    ByteBuf frame = in.alloc().buffer(length);
    frame.writeByte(walker.type()).writeInt(length - 1);
    int named = start + FrameWalker.HEADER_LENGTH;
    frame.writeBytes(in, named, text - named).writeBytes(sql);
    return frame.writeBytes(in, textEnd, walker.end() - textEnd);
  }

  private String show(String name) {
    Readers readers = session.place().readers();
    return switch (name) {
      case OwnSettings.TOKEN -> OwnAnswers.TOKEN;
      case OwnSettings.ROUTE -> OwnAnswers.setting(place(readers), name, "auto");
      default ->
          OwnAnswers.setting(
              place(readers),
              name,
              readers == null
                  ? "strong"
                  : readers.config().consistency().name().toLowerCase(Locale.ROOT));
    };
  }

  /** Where an answer comes from: what is asked about nodes must not fail for want of a node. */
  private String place(@Nullable Readers readers) {
    if (session.deferredBegin.pending()) {
      // It decides where the whole transaction runs, as any first statement would.
      return "";
    }
    boolean anywhere =
        readers != null
            && readers.choose(
                    session.loop.index(), ReplicaSelector.USUAL_LAG, ReplicaSelector.ANY_LSN, 0)
                instanceof Node;
    return anywhere ? OwnAnswers.ANYWHERE : OwnAnswers.PRIMARY;
  }

  private void explain(int start, int end) {
    // Of the whole text: comments stand before and after the statement too.
    Hints hints = session.loop.hints();
    session.requests.scan(start, end);
    FrameWalker walker = session.requests.walker();
    byte[] sql = new byte[end - start];
    walker.buffer().getBytes(start, sql);
    Readers readers = session.place().readers();
    Explanation.Question question = question(sql, hints, readers);
    Shards shards = session.target.shards();
    boolean binds = walker.type() == FrontendBytes.PARSE;
    String place = place(readers);
    session.lease.beginToWait();
    int ticket = session.lease.ticket();
    explainedAt = walker.advanced();
    var unused =
        Thread.ofVirtual()
            .name("explain")
            .start(() -> {
              String answer = answer(place, readers, shards, question, binds);
              session.loop.eventLoop().execute(() -> explained(answer, ticket));
            });
  }

  /** Where the text that was scanned last would go if it came now. */
  private Explanation.Question question(byte[] sql, Hints hints, @Nullable Readers readers) {
    RoutingMarks now = session.routing.present();
    return new Explanation.Question(
        new Readers.Unknown(
            sql,
            session.reported.encoding(),
            session.reported.standardStrings(),
            session.loop.fingerprintHigh(),
            session.loop.fingerprintLow(),
            now.session),
        session.target.user(),
        now.application,
        session.deferredBegin.pending()
            ? now.transaction(session.deferredBegin.modes())
            : now.single(),
        Routing.hint(hints).over(now.hint),
        session.routing.required(now, readers),
        holder(),
        session.identity().mode() == PoolMode.SESSION);
  }

  /** Where the backend is that the session holds, and why it is kept; null if it holds none. */
  private Explanation.@Nullable Holder holder() {
    if (session.leasedSessionOrNull() == null) {
      return null;
    }
    Node serves = session.routing.serving();
    String because = "what it is sent with runs there already";
    if (session.inTransaction()) {
      because = "its transaction runs there already";
    } else if (session.pins.any()) {
      because =
          session.pins.reasons().stream()
              .map(pin -> pin.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", ", "the session is pinned to its backend: ", ""));
    }
    return new Explanation.Holder(serves == null ? "primary" : serves.name(), because);
  }

  private void explained(String answer, int ticket) {
    if (session.state() == SessionState.WAITING && session.lease.ticket() == ticket) {
      explained = answer;
      session.lease.lookAgain(ticket);
    }
  }

  private static String answer(
      String place,
      @Nullable Readers readers,
      @Nullable Shards shards,
      Explanation.Question question,
      boolean binds) {
    try {
      Explanation explanation = Explanation.of(readers, question);
      return OwnAnswers.table(
          shards == null ? place : "",
          shards == null ? explanation.items() : ShardExplanation.of(shards, question.text()),
          binds ? explanation.parameters() : 0);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("a statement could not be explained", e);
      return OwnAnswers.table(
          place, List.of(new Explanation.Item("problem", "it could not be looked at")), 0);
    }
  }
}
