package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.pool.Backend;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.proxy.scatter.ResultColumns;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Formats;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a client's that several shards answer together, from its frames to its last
 * answer. Confined to the session's event loop.
 */
final class Scattering implements SeveralShards.Work {
  /** A query whose rows are fetched in parts is carried out otherwise. */
  private static final String IN_PARTS = "\nin parts";

  private final Session session;
  private final Shards shards;
  private final int[] chosen;
  private final ScatterPlans.Planned planned;
  private final ClientExchange exchange;

  /** The shard of the backend that the session holds in a transaction; -1 if it holds none. */
  private final int home;

  private final List<Branch> branches = new ArrayList<>();
  private final String meaning;
  private final boolean inParts;
  private @Nullable ScatterStage stage;
  private boolean answering;
  private boolean over;
  private @Nullable ErrorFields cancelReason;

  /**
   * @param chosen the shards that may have rows of the answer
   * @param home the shard of the backend that the session holds; -1 if it holds none
   */
  Scattering(
      Session session,
      Shards shards,
      int[] chosen,
      ScatterPlans.Planned planned,
      ClientExchange exchange,
      int home) {
    this.session = session;
    this.shards = shards;
    this.chosen = chosen;
    this.planned = planned;
    this.exchange = exchange;
    this.home = home;
    this.inParts = exchange.rowLimit() > 0 && session.status != Session.IDLE;
    this.meaning = session.settings.current().meaningForParse() + (inParts ? IN_PARTS : "");
  }

  @Override
  public void begin() {
    session.timeouts.statementBegan();
    session.traffic.queries++;
    if (exchange.simple()) {
      session.unnamed.invalidate();
    }
    ScatterStage first = first();
    enter(
        session.status == Session.IN_TRANSACTION && home >= 0
            ? new SnapshotStage(this, first)
            : first);
  }

  private ScatterStage first() {
    if (planned.plan() instanceof ScatterPlan.CopyOut copy) {
      return new CopyOutStage(this, copy);
    }
    ScatterShape known = planned.shape(exchange.declared(), meaning);
    return known == null ? new DescribeStage(this) : stage(known);
  }

  /** The server has told what it makes of the statement. */
  void described(ScatterShape shape) {
    planned.shape(exchange.declared(), meaning, shape);
    enter(stage(shape));
  }

  private ScatterStage stage(ScatterShape shape) {
    return switch (shape.way()) {
      case ScatterShape.Way.Streamed streamed -> new StreamStage(this, shape, streamed);
      case ScatterShape.Way.Finished finished -> new GatherStage(this, shape, finished);
    };
  }

  void enter(ScatterStage next) {
    stage = next;
    next.begin();
  }

  // ---- for the stages

  Session session() {
    return session;
  }

  ScatterPlan plan() {
    return planned.plan();
  }

  ClientExchange exchange() {
    return exchange;
  }

  /** Whether the client may fetch further rows later: one shard has to keep them for it. */
  boolean inParts() {
    return inParts;
  }

  /** The shards that may have rows of the answer, in order. */
  int[] chosen() {
    return chosen;
  }

  /** The shard that does what one shard does for all: where the transaction is, if there is one. */
  int finisher() {
    return home >= 0
        ? home
        : chosen[(int) Long.remainderUnsigned(session.identity().id(), chosen.length)];
  }

  /** A backend of this shard; the owner hears of it, perhaps before this returns. */
  Branch branch(int shard, Branch.Owner owner) {
    Branch branch = new Branch(session, shards, shard, owner);
    branches.add(branch);
    ShardLeg part = session.transaction.parked(shards.name(shard));
    if (shard == home) {
      branch.borrow();
    } else if (part != null) {
      branch.borrow(part);
    } else {
      branch.lease();
    }
    return branch;
  }

  /** Somebody else is told of what it answers from now on. */
  void takeOver(Branch branch, Branch.Owner owner) {
    branches.add(branch);
    branch.worksFor(owner);
  }

  /** It is done with what it was asked, and nobody needs it any longer. */
  void ready(Branch branch, byte status) {
    session.toClient.write(session.client);
    // Once given back it no longer tells that its reading is complete, and others may wait for it.
    session.toClient.flush(session.client);
    if (branch.borrowed()) {
      session.status = status;
    }
    giveBack(branch);
  }

  /** It was asked nothing, or has answered all. */
  void giveBack(Branch branch) {
    branches.remove(branch);
    branch.finish();
  }

  /** It is lost, or there was no backend for it. */
  void failed(Branch branch, ErrorFields because) {
    branches.remove(branch);
    if (branch.borrowed()) {
      // The session ends with it, as with every part of its transaction.
      abandon();
      session.several.lost();
    } else if (!branch.isLostPart()) {
      fail(because);
    }
  }

  AskedStatement asked(String sql, int[] types) {
    return new AskedStatement(sql.getBytes(session.reported.encoding().charset()), types);
  }

  /** How many bytes of rows may be collected. */
  long gatherLimit() {
    return shards.gatherLimit();
  }

  /** A buffer for frames to a backend. */
  ByteBuf frames() {
    return session.client.alloc().buffer();
  }

  /** Answers the client's frames up to its Execute, before the first row. */
  void answerFrames(ScatterShape shape) {
    answerFrames(shape.parameters(), shape.columns());
  }

  /**
   * The same.
   *
   * @param parameters their types
   * @param columns of the rows; null for a statement that is described as one without rows
   */
  void answerFrames(int[] parameters, @Nullable ResultColumns columns) {
    if (answering) {
      return;
    }
    answering = true;
    ByteBuf out = session.toClient.own(session.client);
    if (exchange.simple()) {
      if (columns != null) {
        columns.describe(Formats.ALL_TEXT, out);
      }
      return;
    }
    session.requests.parsedElsewhere(exchange);
    for (ClientExchange.Step step : exchange.steps()) {
      switch (step) {
        case PARSE -> out.writeByte(BackendBytes.PARSE_COMPLETE).writeInt(4);
        case DESCRIBE_STATEMENT -> {
          describeParameters(parameters, out);
          describe(columns, Formats.ALL_TEXT, out);
        }
        case BIND -> out.writeByte(BackendBytes.BIND_COMPLETE).writeInt(4);
        case DESCRIBE_PORTAL -> describe(columns, exchange.results(), out);
        case EXECUTE -> {}
      }
    }
  }

  private static void describe(@Nullable ResultColumns columns, Formats formats, ByteBuf out) {
    if (columns == null) {
      out.writeByte(BackendBytes.NO_DATA).writeInt(4);
    } else {
      columns.describe(formats, out);
    }
  }

  /** Appends a ParameterDescription. */
  static void describeParameters(int[] types, ByteBuf out) {
    out.writeByte(BackendBytes.PARAMETER_DESCRIPTION).writeInt(4 + 2 + 4 * types.length);
    out.writeShort(types.length);
    for (int type : types) {
      out.writeInt(type);
    }
  }

  /** All rows, and how many they are, were sent to the client. */
  void succeeded() {
    session.toClient.write(session.client);
    for (Branch branch : List.copyOf(branches)) {
      branches.remove(branch);
      branch.abandon();
    }
    end();
  }

  /** The client is told of an error in the place of (further) rows. */
  void fail(ErrorFields because) {
    if (over) {
      return;
    }
    over = true;
    planned.forgetShape();
    leaveStage();
    // What was passed on stands in buffers that go with the branches.
    session.toClient.write(session.client);
    ErrorFields told = cancelReason == null ? because : cancelReason;
    Branch borrowed = null;
    List<Branch> parts = new ArrayList<>();
    for (Branch branch : List.copyOf(branches)) {
      if (branch.borrowed()) {
        borrowed = branch;
      } else if (branch.isPart()) {
        parts.add(branch);
      } else {
        branch.abandon();
      }
    }
    branches.clear();
    session.toClient.own(session.client).writeBytes(Answers.error(told));
    session.countError(told.sqlState());
    if (!exchange.synced()) {
      session.requests.skip();
    }
    if (borrowed != null || (home >= 0 && session.status == Session.IN_TRANSACTION)) {
      enter(new FailStage(this, borrowed, parts));
      return;
    }
    if (session.deferredBegin.pending()) {
      session.deferredBegin.fail();
    }
    end();
  }

  /** The backend that holds the transaction has failed as the statement has, and was given back. */
  void end() {
    over = true;
    leaveStage();
    session.several.ended(exchange.synced());
  }

  private void leaveStage() {
    ScatterStage left = stage;
    stage = null;
    if (left != null) {
      left.leave();
    }
  }

  /** The shard of a branch; what it was about is to be told to nobody but the client. */
  ErrorFields ofShard(ErrorFields error, Branch branch) {
    return error
        .without(ErrorFields.POSITION)
        .with(ErrorFields.WHERE, where(error) + "on shard " + branch.shard());
  }

  private static String where(ErrorFields error) {
    String before = error.get(ErrorFields.WHERE);
    return before == null ? "" : before + "\n";
  }

  /**
   * The columns that a shard describes here. If they are others than were told, the statement has
   * failed.
   *
   * @return whether they are the same
   */
  boolean agrees(Branch branch, ResultColumns expected) {
    FrameWalker walker = branch.walker();
    ResultColumns found =
        walker.type() == BackendBytes.NO_DATA
            ? ResultColumns.NONE
            : ResultColumns.read(walker.buffer(), walker.payload(), walker.end());
    if (found.areThoseElsewhere(expected)) {
      return true;
    }
    walker.advance();
    fail(ShardAnswers.otherColumns(branch.shard(), shards.name(ShardExchange.FIRST)));
    return false;
  }

  // ---- from outside

  @Override
  public void cancel(@Nullable ErrorFields reason) {
    cancelReason = reason == null ? Answers.canceled() : reason;
    boolean running = false;
    for (Branch branch : branches) {
      branch.cancel();
      running |= branch.busy();
    }
    if (!running) {
      fail(cancelReason);
    }
  }

  @Override
  public List<Backend> backends() {
    List<Backend> working = new ArrayList<>(session.transaction.backends());
    for (Branch branch : branches) {
      Backend backend = branch.ownBackend();
      if (backend != null) {
        working.add(backend);
      }
    }
    return working;
  }

  @Override
  public void clientWritable(boolean writable) {
    ScatterStage now = stage;
    if (now != null) {
      now.clientWritable(writable);
    }
  }

  @Override
  public boolean abandon() {
    over = true;
    leaveStage();
    boolean midway = false;
    for (Branch branch : List.copyOf(branches)) {
      if (branch.borrowed() && branch.busy()) {
        midway = true;
      } else {
        branch.abandon();
      }
    }
    branches.clear();
    return midway;
  }
}
