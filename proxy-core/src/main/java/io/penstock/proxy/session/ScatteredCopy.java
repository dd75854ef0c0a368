package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.Backend;
import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A COPY from the client in which each row goes to its shard, in one transaction. No more is taken
 * from the client than the slowest shard takes. Confined to the session's event loop.
 */
final class ScatteredCopy implements SeveralShards.Work, JointTransaction.Listener, LegWork.Owner {
  private enum State {
    /** Shards join, and are told what to expect. */
    BEGINNING,

    /** The client sends rows. */
    COPYING,

    /** It has sent all, or nothing more is wanted. */
    ENDING
  }

  /** What only waits for rows ends by itself; else it is canceled after so long. */
  private static final long CANCEL_AFTER = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long USUAL_CANCEL_WAIT = TimeUnit.SECONDS.toNanos(5);

  private final Session session;
  private final ClientExchange exchange;
  private final ScatterPlan.CopyIn plan;
  private final JointTransaction joint;
  private final RowSpread spread;
  private final List<CopyPart> parts = new ArrayList<>();

  private State state = State.BEGINNING;
  private byte @Nullable [] response;
  private boolean answered;
  private boolean taking;
  private long rows;
  private boolean completed;
  private @Nullable ErrorFields failure;
  private @Nullable ErrorFields cancelReason;

  /**
   * @param chosen the shards that rows may go to, in ascending order
   */
  ScatteredCopy(
      Session session,
      Shards shards,
      TwoPhase twoPhase,
      int[] chosen,
      ScatterPlan.CopyIn plan,
      ClientExchange exchange) {
    this.session = session;
    this.exchange = exchange;
    this.plan = plan;
    this.joint = new JointTransaction(session, shards, twoPhase, chosen, this);
    this.spread = RowSpread.of(plan, shards, chosen, parts, session.reported);
  }

  @Override
  public void begin() {
    session.timeouts.statementBegan();
    session.traffic.queries++;
    if (exchange.simple()) {
      session.unnamed.invalidate();
    }
    joint.begin();
  }

  // ---- its transaction

  @Override
  public void joined() {
    for (ShardLeg leg : joint.parts()) {
      if (leg.isLost()) {
        fail(leg.failure());
        break;
      }
      byte[] sql = plan.text().getBytes(session.reported.encoding().charset());
      ByteBuf query = session.client.alloc().buffer(sql.length + 6);
      query.writeByte(FrontendBytes.QUERY).writeInt(4 + sql.length + 1);
      query.writeBytes(sql).writeByte(0);
      parts.add(new CopyPart(new LegWork(session, leg, this, query)));
    }
    settleIfDone();
  }

  @Override
  public void notJoined(ErrorFields because) {
    tell(because);
  }

  // ---- the shards' answers

  @Override
  public boolean takes(LegWork from, byte type) {
    FrameWalker walker = from.walker();
    switch (type) {
      case BackendBytes.COPY_IN_RESPONSE -> expects(part(from), walker);
      case BackendBytes.COMMAND_COMPLETE ->
          completed(CommandComplete.decode(AnswerFrames.payload(walker)).tag());
      case BackendBytes.ERROR_RESPONSE ->
          fail(part(from).failure(AnswerFrames.error(walker), plan.target().table()));
      default -> {}
    }
    return true;
  }

  private void completed(String tag) {
    long copied = Long.parseLong(tag.substring(tag.lastIndexOf(' ') + 1));
    boolean alike = plan.target().key().isEmpty();
    if (alike && completed && rows != copied) {
      fail(ShardAnswers.disagree("COPY " + rows, tag));
    }
    rows = alike ? copied : rows + copied;
    completed = true;
  }

  private CopyPart part(LegWork work) {
    for (CopyPart part : parts) {
      if (part.work() == work) {
        return part;
      }
    }
    throw new IllegalStateException("an answer to nobody");
  }

  private void expects(CopyPart part, FrameWalker walker) {
    int columns = walker.buffer().getUnsignedShort(walker.payload() + 1);
    if (columns != plan.target().columns().size()) {
      fail(
          ShardAnswers.noShard(
              "COPY has %d columns on shard %s, and %d by the catalog"
                  .formatted(columns, part.work().leg().name(), plan.target().columns().size()),
              "Name the columns in COPY: generated ones are not among them."));
      return;
    }
    part.ready = true;
    if (response == null) {
      byte[] frame = new byte[walker.end() - walker.start()];
      walker.buffer().getBytes(walker.start(), frame);
      response = frame;
    }
  }

  @Override
  public void paused(LegWork from) {
    byte[] told = response;
    boolean all = parts.stream().allMatch(part -> part.ready);
    if (state == State.BEGINNING && told != null && all && !session.over()) {
      state = State.COPYING;
      answer(told);
      session.requests.run();
    }
  }

  private void answer(byte[] response) {
    answered = true;
    ByteBuf out = session.toClient.own(session.client);
    if (!exchange.simple()) {
      for (ClientExchange.Step step : exchange.steps()) {
        switch (step) {
          case PARSE -> {
            out.writeByte(BackendBytes.PARSE_COMPLETE).writeInt(4);
            session.requests.parsedElsewhere(exchange);
          }
          case DESCRIBE_STATEMENT -> {
            Scattering.describeParameters(new int[0], out);
            out.writeByte(BackendBytes.NO_DATA).writeInt(4);
          }
          case BIND -> out.writeByte(BackendBytes.BIND_COMPLETE).writeInt(4);
          case DESCRIBE_PORTAL -> out.writeByte(BackendBytes.NO_DATA).writeInt(4);
          case EXECUTE -> {}
        }
      }
    }
    out.writeBytes(response);
    session.toClient.write(session.client);
    session.toClient.flush(session.client);
  }

  @Override
  public void settled(LegWork from) {
    settleIfDone();
  }

  @Override
  public void lost(LegWork from) {
    fail(from.leg().failure());
    settleIfDone();
  }

  private void settleIfDone() {
    ErrorFields because = failure;
    boolean begun = because != null || parts.size() == joint.parts().size();
    if (!begun || parts.stream().anyMatch(part -> part.work().running())) {
      return;
    }
    if (session.over()) {
      joint.fail(() -> {});
    } else if (because != null) {
      joint.fail(() -> tell(because));
    } else {
      joint.succeed(this::succeeded);
    }
  }

  /** Nothing more is wanted of any shard. */
  private void fail(ErrorFields because) {
    if (failure != null) {
      return;
    }
    ErrorFields reason = cancelReason;
    failure = reason == null ? because : reason;
    state = State.ENDING;
    parts.forEach(CopyPart::giveUp);
    long wait = session.target.limits().cancelWait();
    onEach(LegWork::cancel, CANCEL_AFTER);
    onEach(LegWork::giveUp, wait == 0 ? USUAL_CANCEL_WAIT : wait);
  }

  private void onEach(Consumer<LegWork> what, long nanos) {
    Runnable all = () -> parts.forEach(part -> what.accept(part.work()));
    var unused = session.loop.eventLoop().schedule(all, nanos, TimeUnit.NANOSECONDS);
  }

  // ---- the client's rows

  @Override
  public void takeFrames(FrameWalker walker) {
    if (taking) {
      return;
    }
    taking = true;
    try {
      while (state == State.COPYING && isWritable() && walker.hasFrame()) {
        if (!take(walker)) {
          break;
        }
      }
      if (state == State.COPYING) {
        parts.forEach(CopyPart::flush);
      }
    } finally {
      taking = false;
    }
  }

  private boolean isWritable() {
    for (CopyPart part : parts) {
      if (!part.work().writable()) {
        return false;
      }
    }
    return true;
  }

  /** Takes the frame, or piece of one, that stands here; false if more of it has to come first. */
  private boolean take(FrameWalker walker) {
    if (walker.inside()) {
      data(walker, walker.start());
      return true;
    }
    byte type = walker.type();
    if (type == FrontendBytes.COPY_DATA) {
      data(walker, walker.payload());
      return true;
    }
    if (!walker.whole()) {
      return false;
    }
    switch (type) {
      case FrontendBytes.FLUSH, FrontendBytes.SYNC -> session.requests.drop();
      case FrontendBytes.COPY_DONE -> {
        session.requests.drop();
        if (isFollowed(walker)) {
          fail(ShardAnswers.notAlone());
        } else {
          end();
        }
      }
      case FrontendBytes.COPY_FAIL -> {
        String told =
            CString.text(walker.buffer(), walker.payload(), CString.end(walker, walker.payload()));
        session.requests.drop();
        fail(ErrorFields.error(SqlState.QUERY_CANCELED, "COPY from stdin failed: " + told));
      }
      case FrontendBytes.TERMINATE -> session.closeClient(DisconnectReason.CLIENT_LEFT);
      default -> {
        session.requests.drop();
        fail(
            ErrorFields.error(
                SqlState.PROTOCOL_VIOLATION,
                "unexpected message type 0x%02X during COPY from stdin".formatted(type)));
      }
    }
    return state == State.COPYING && !session.over();
  }

  /** Whether something follows that one server would do in the same transaction. */
  private boolean isFollowed(FrameWalker walker) {
    return !exchange.simple()
        && joint.own()
        && walker.hasFrame()
        && walker.type() != FrontendBytes.SYNC
        && walker.type() != FrontendBytes.TERMINATE;
  }

  private void data(FrameWalker walker, int from) {
    int to = walker.end();
    ErrorFields wrong = spread.data(walker.buffer(), from, to);
    session.requests.drop();
    if (wrong != null) {
      fail(wrong);
    }
  }

  private void end() {
    ErrorFields wrong = spread.end();
    if (wrong != null) {
      fail(wrong);
    } else {
      state = State.ENDING;
      parts.forEach(CopyPart::done);
    }
  }

  @Override
  public void writable(LegWork from) {
    if (state == State.COPYING && !taking && !session.over()) {
      session.requests.run();
    }
  }

  // ---- the client's answer

  private void succeeded(TwoPhaseCommit.Result result) {
    if (session.over()) {
      return;
    }
    ErrorFields warning = result.warning();
    if (warning != null) {
      session.writeToClient(Answers.notice(warning));
    }
    ErrorFields error = result.error();
    if (error != null) {
      tell(error);
    } else {
      session.writeToClient(Answers.complete("COPY " + rows));
      // Of the extended protocol a Sync is still to come: those before are ignored in a COPY.
      session.several.ended(exchange.simple());
    }
  }

  private void tell(ErrorFields because) {
    if (session.over()) {
      return;
    }
    session.writeToClient(Answers.error(because));
    session.countError(because.sqlState());
    boolean ready = exchange.simple() || (!answered && exchange.synced());
    if (!ready) {
      session.requests.skip();
    }
    session.several.ended(ready);
  }

  // ---- from outside

  @Override
  public List<Backend> backends() {
    return joint.backends();
  }

  @Override
  public void clientWritable(boolean writable) {
    // It is answered little.
  }

  @Override
  public void cancel(@Nullable ErrorFields reason) {
    ErrorFields told = reason == null ? Answers.canceled() : reason;
    if (!joint.cancel(told)) {
      cancelReason = told;
      fail(told);
    }
  }

  @Override
  public boolean abandon() {
    if (!joint.abandon()) {
      fail(Answers.canceled());
    }
    return false;
  }
}
