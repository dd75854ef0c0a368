package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.Backend;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.proxy.scatter.ResultColumns;
import io.penstock.proxy.twophase.TwoPhase;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A change that several shards carry out in one transaction, from its frames to its last answer.
 * Confined to the session's event loop.
 *
 * <p>Shards work one after the other, in their order: so two such statements that want the same
 * rows meet on the first shard that has any, where one waits for the other, and never each for the
 * other on two shards, which nobody would see. Only where the rows of an INSERT are to be told in
 * the order of its text, it is sent to all at once.
 */
final class ScatteredChange
    implements SeveralShards.Work, JointTransaction.Listener, LegWork.Owner {
  /** Rows that wait for other shards' are read on up to here, in bytes. */
  private static final int READ_AHEAD = 64 * 1024;

  private static final long USUAL_CANCEL_WAIT = TimeUnit.SECONDS.toNanos(5);

  private final Session session;
  private final ClientExchange exchange;
  private final ShardedChange change;
  private final JointTransaction joint;
  private final ChangeAnswer answer;
  private final List<LegWork> works = new ArrayList<>();
  private List<ShardLeg> parts = List.of();

  /** Of the rows that come in the order of the statement's own, which is next. */
  private int turn;

  private boolean pumping;
  private boolean ended;
  private boolean gone;
  private @Nullable ErrorFields failure;
  private @Nullable ErrorFields cancelReason;

  ScatteredChange(
      Session session,
      Shards shards,
      TwoPhase twoPhase,
      ShardedChange change,
      ClientExchange exchange) {
    this.session = session;
    this.exchange = exchange;
    this.change = change;
    this.joint = new JointTransaction(session, shards, twoPhase, change.shards(), this);
    this.answer = new ChangeAnswer(session, exchange, change.alike());
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
    parts = joint.parts();
    if (change.alike() && exchange.values().mayTellTime()) {
      fail(
          ShardAnswers.noShard(
              "a parameter may mean the time, which is another on each shard",
              "Give the time itself."));
      next();
    } else if (change.turns() == null) {
      run(0);
    } else {
      for (int at = 0; at < parts.size() && !ended; at++) {
        run(at);
      }
    }
  }

  @Override
  public void notJoined(ErrorFields because) {
    tell(because);
  }

  private void run(int part) {
    ShardLeg leg = parts.get(part);
    if (leg.isLost()) {
      fail(leg.failure());
      next();
      return;
    }
    works.add(new LegWork(session, leg, this, frames(part)));
    readOn();
  }

  private ByteBuf frames(int part) {
    ByteBuf out = session.client.alloc().buffer();
    ShardedChange.Asked asked = change.asked(part);
    AskedStatement whole = new AskedStatement(exchange.sql(), exchange.declared());
    if (part == 0 && exchange.steps().contains(ClientExchange.Step.DESCRIBE_STATEMENT)) {
      whole.describe(out);
    } else if (part == 0 && change.asked().size() > 1) {
      // What is wrong with rows beside others is wrong, be it right with each by itself.
      whole.parse(out);
    }
    asked.statement().parse(out);
    AskedStatement.run(asked.values(), exchange.results(), out);
    AskedStatement.sync(out);
    return out;
  }

  // ---- the shards' answers

  @Override
  public boolean takes(LegWork from, byte type) {
    FrameWalker walker = from.walker();
    switch (type) {
      case BackendBytes.PARAMETER_DESCRIPTION -> answer.parameters(walker);
      case BackendBytes.ROW_DESCRIPTION ->
          described(from, ResultColumns.read(walker.buffer(), walker.payload(), walker.end()));
      case BackendBytes.NO_DATA -> described(from, ResultColumns.NONE);
      case BackendBytes.DATA_ROW -> {
        return row(from, walker);
      }
      case BackendBytes.COMMAND_COMPLETE -> {
        ErrorFields disagreement =
            answer.completed(CommandComplete.decode(AnswerFrames.payload(walker)).tag());
        if (disagreement != null) {
          fail(disagreement);
        }
      }
      case BackendBytes.ERROR_RESPONSE -> fail(from.failure(AnswerFrames.error(walker)));
      default -> {}
    }
    return true;
  }

  private void described(LegWork from, ResultColumns columns) {
    ErrorFields problem =
        columns.count() > 0 && exchange.rowLimit() > 0 && !joint.own()
            ? ShardAnswers.fetchedInParts()
            : answer.described(columns, from.leg().name());
    if (problem != null) {
      fail(problem);
    }
  }

  private boolean row(LegWork from, FrameWalker walker) {
    if (failure != null || gone) {
      return true;
    }
    int[] turns = change.turns();
    if (turns != null) {
      skipTurns(turns);
      if (turn < turns.length && works.get(turns[turn]) != from) {
        return false;
      }
      turn++;
    }
    boolean first = from == works.getFirst();
    if (first || !change.alike()) {
      answer.row(walker);
    }
    return true;
  }

  /** Those of shards that have no further rows. */
  private void skipTurns(int[] turns) {
    while (turn < turns.length && works.size() > turns[turn] && !works.get(turns[turn]).running()) {
      turn++;
    }
  }

  @Override
  public void paused(LegWork from) {
    if (!gone) {
      session.toClient.write(session.client);
    }
    pump();
    readOn();
  }

  /** Takes rows for as long as it is known whose turn it is, and that one has some. */
  private void pump() {
    int[] turns = change.turns();
    if (turns == null || pumping || works.size() < parts.size()) {
      return;
    }
    pumping = true;
    while (failure == null) {
      skipTurns(turns);
      LegWork next = turn < turns.length ? works.get(turns[turn]) : null;
      if (next == null || next.walker().held() == 0) {
        break;
      }
      int before = turn;
      next.goOn();
      if (turn == before && next.running()) {
        break;
      }
    }
    pumping = false;
  }

  @Override
  public void settled(LegWork from) {
    pump();
    next();
  }

  @Override
  public void lost(LegWork from) {
    fail(from.leg().failure());
    next();
  }

  private boolean running() {
    return works.stream().anyMatch(LegWork::running);
  }

  private void next() {
    if (running() || ended) {
      return;
    }
    if (failure == null && works.size() < parts.size()) {
      failure = cancelReason;
    }
    ErrorFields because = failure;
    if (because == null && works.size() < parts.size()) {
      run(works.size());
      return;
    }
    ended = true;
    if (because == null) {
      joint.succeed(this::succeeded);
    } else {
      joint.fail(() -> tell(because));
    }
  }

  /** Nothing more is wanted of any shard. */
  private void fail(ErrorFields because) {
    if (failure != null) {
      return;
    }
    ErrorFields reason = cancelReason;
    failure = reason == null ? because : reason;
    works.forEach(LegWork::cancel);
    long wait = session.target.limits().cancelWait();
    var unused =
        session
            .loop
            .eventLoop()
            .schedule(
                () -> works.forEach(LegWork::giveUp),
                wait == 0 ? USUAL_CANCEL_WAIT : wait,
                TimeUnit.NANOSECONDS);
  }

  // ---- the client's answer

  private void succeeded(TwoPhaseCommit.Result result) {
    if (gone) {
      return;
    }
    if (change.ddl()) {
      session.target.catalogChanged();
      if (!joint.own()) {
        session.transaction.changesCatalog();
      }
    }
    ErrorFields warning = result.warning();
    if (warning != null) {
      session.writeToClient(Answers.notice(warning));
    }
    ErrorFields error = result.error();
    if (error != null) {
      tell(error);
      return;
    }
    answer.complete();
    session.several.ended(exchange.synced());
  }

  private void tell(ErrorFields because) {
    if (gone) {
      return;
    }
    session.toClient.own(session.client).writeBytes(Answers.error(because));
    session.toClient.write(session.client);
    session.countError(because.sqlState());
    if (!exchange.synced()) {
      session.requests.skip();
    }
    session.several.ended(exchange.synced());
  }

  // ---- from outside

  @Override
  public List<Backend> backends() {
    return joint.backends();
  }

  @Override
  public void clientWritable(boolean writable) {
    readOn();
  }

  private void readOn() {
    boolean writable = gone || session.client.isWritable();
    int[] turns = change.turns();
    for (LegWork work : works) {
      boolean waits =
          turns != null && failure == null && work.running() && work.walker().held() > READ_AHEAD;
      work.read(failure != null || (writable && !waits));
    }
  }

  @Override
  public void cancel(@Nullable ErrorFields reason) {
    ErrorFields told = reason == null ? Answers.canceled() : reason;
    if (!joint.cancel(told)) {
      cancelReason = told;
      works.forEach(LegWork::cancel);
    }
  }

  @Override
  public boolean abandon() {
    gone = true;
    if (!joint.abandon()) {
      fail(Answers.canceled());
      next();
    }
    return false;
  }
}
