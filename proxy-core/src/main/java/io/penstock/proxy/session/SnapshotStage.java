package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.Query;
import java.nio.charset.StandardCharsets;

/**
 * Asks what the transaction promises: other shards know nothing of it, and show what is committed
 * when they are asked.
 */
final class SnapshotStage implements ScatterStage, Branch.Owner {
  private static final String QUESTION = "SHOW transaction_isolation";

  /** Of the only column: its number of columns and length come before it. */
  private static final int VALUE = 6;

  private final Scattering scattering;
  private final ScatterStage next;
  private String isolation = "";

  SnapshotStage(Scattering scattering, ScatterStage next) {
    this.scattering = scattering;
    this.next = next;
  }

  /** Whether a transaction of this isolation sees what others commit in the meantime. */
  static boolean seesCommits(String isolation) {
    return isolation.equals("read committed") || isolation.equals("read uncommitted");
  }

  @Override
  public void begin() {
    scattering.branch(scattering.finisher(), this);
  }

  @Override
  public void leased(Branch branch) {
    ByteBuf out = scattering.frames();
    new Query(QUESTION).encode(out);
    branch.send(out);
  }

  @Override
  public void answered(Branch branch) {
    for (byte type = branch.next(); type != 0; type = branch.next()) {
      FrameWalker walker = branch.walker();
      if (type == BackendBytes.DATA_ROW) {
        int value = walker.payload() + VALUE;
        isolation =
            walker.buffer().toString(value, walker.end() - value, StandardCharsets.US_ASCII);
      }
      byte status = branch.status();
      walker.advance();
      if (type == BackendBytes.READY_FOR_QUERY) {
        scattering.ready(branch, status);
        if (seesCommits(isolation)) {
          scattering.enter(next);
        } else {
          scattering.fail(ShardAnswers.snapshot(isolation));
        }
        return;
      }
    }
  }

  @Override
  public void failed(Branch branch, ErrorFields because) {
    scattering.failed(branch, because);
  }

  @Override
  public void leave() {
    next.leave();
  }
}
