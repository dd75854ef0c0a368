package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.proxy.scatter.GatheredRows;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Formats;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One shard makes the answer of the rows of all; it goes to the client as it comes. */
final class FinishStage implements ScatterStage, Branch.Owner {
  /**
   * Of arrays PostgreSQL knows how many values there are, and not which: it takes joins of them to
   * have few rows, and looks through all of one for each of another. From so many rows on it is
   * told not to.
   */
  private static final int MANY_ROWS = 5_000;

  private static final byte[] NO_LOOPS =
      "SELECT pg_catalog.set_config('enable_nestloop', 'off', true)"
          .getBytes(StandardCharsets.US_ASCII);

  private final Scattering scattering;
  private final ScatterShape shape;
  private final ScatterShape.Way.Finished way;
  private final GatheredRows rows;
  private @Nullable Branch running;
  private boolean sent;

  /** Whether what is answered first is not of the client's statement. */
  private boolean advised;

  /**
   * @param rows ownership passes
   */
  FinishStage(
      Scattering scattering, ScatterShape shape, ScatterShape.Way.Finished way, GatheredRows rows) {
    this.scattering = scattering;
    this.shape = shape;
    this.way = way;
    this.rows = rows;
  }

  @Override
  public void begin() {
    scattering.branch(scattering.finisher(), this);
  }

  @Override
  public void leased(Branch branch) {
    ClientExchange exchange = scattering.exchange();
    ByteBuf out = scattering.frames();
    if (rows.rows() > MANY_ROWS && scattering.session().status == Session.IDLE) {
      // It holds up to the Sync.
      AskedStatement advice = new AskedStatement(NO_LOOPS, new int[0]);
      advice.parse(out);
      AskedStatement.run(AskedStatement.BoundValues.NONE, Formats.ALL_TEXT, out);
      advised = true;
    }
    DescribeStage.finishing(scattering, way.finish(), shape.types()).parse(out);
    AskedStatement.bind(
        exchange.portal(), exchange.values(), rows.columns(), exchange.results(), out);
    sent = true;
    rows.close();
    AskedStatement.describePortal(exchange.portal(), out);
    AskedStatement.execute(exchange.portal(), exchange.rowLimit(), out);
    AskedStatement.sync(out);
    running = branch;
    branch.send(out);
  }

  @Override
  public void answered(Branch branch) {
    Session session = scattering.session();
    for (byte type = branch.next(); type != 0; type = branch.next()) {
      FrameWalker walker = branch.walker();
      if (advised && isOfAdvice(type)) {
        advised = type != BackendBytes.COMMAND_COMPLETE;
        walker.advance();
        continue;
      }
      switch (type) {
        case BackendBytes.DATA_ROW,
            BackendBytes.COMMAND_COMPLETE,
            BackendBytes.PORTAL_SUSPENDED -> {
          scattering.answerFrames(shape);
          session.toClient.forward(session.client, walker.buffer(), walker.start(), walker.end());
        }
        case BackendBytes.ROW_DESCRIPTION, BackendBytes.NO_DATA -> {
          if (!scattering.agrees(branch, shape.columns())) {
            return;
          }
        }
        case BackendBytes.ERROR_RESPONSE -> {
          ErrorFields error = branch.error().without(ErrorFields.POSITION);
          walker.advance();
          scattering.fail(error);
          return;
        }
        default -> {}
      }
      byte status = branch.status();
      walker.advance();
      if (type == BackendBytes.READY_FOR_QUERY) {
        scattering.ready(branch, status);
        scattering.end();
        return;
      }
    }
    session.toClient.write(session.client);
  }

  private static boolean isOfAdvice(byte type) {
    return type == BackendBytes.ROW_DESCRIPTION
        || type == BackendBytes.DATA_ROW
        || type == BackendBytes.COMMAND_COMPLETE;
  }

  @Override
  public void failed(Branch branch, ErrorFields because) {
    scattering.failed(branch, because);
  }

  @Override
  public void clientWritable(boolean writable) {
    Branch branch = running;
    if (branch != null) {
      branch.read(writable);
    }
  }

  @Override
  public void leave() {
    running = null;
    if (!sent) {
      rows.close();
    }
  }
}
