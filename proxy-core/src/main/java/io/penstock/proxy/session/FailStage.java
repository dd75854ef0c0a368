package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.Query;
import org.jspecify.annotations.Nullable;

/**
 * A statement has failed in a transaction, and perhaps not on the backend that holds it: has it
 * fail there too. The client was told why.
 */
final class FailStage implements ScatterStage, Branch.Owner {
  private final Scattering scattering;
  private final @Nullable Branch held;

  /** Whether it was asked to fail, or has. */
  private boolean asked;

  /** Whether a transaction has to fail that has not yet. */
  private final boolean fails;

  /**
   * @param held the session's backend, if it is borrowed: what it does is canceled
   */
  FailStage(Scattering scattering, @Nullable Branch held) {
    this.scattering = scattering;
    this.held = held;
    this.fails = scattering.session().status == Session.IN_TRANSACTION;
  }

  @Override
  public void begin() {
    Branch branch = held;
    if (branch == null) {
      scattering.branch(scattering.finisher(), this);
    } else {
      scattering.takeOver(branch, this);
      if (branch.busy()) {
        branch.read(true);
        answered(branch);
        if (!asked) {
          branch.cancel();
        }
      } else if (fails) {
        leased(branch);
      } else {
        scattering.giveBack(branch);
        scattering.end();
      }
    }
  }

  @Override
  public void leased(Branch branch) {
    ByteBuf out = scattering.frames();
    new Query(Refusals.NO_STATEMENT).encode(out);
    asked = true;
    branch.send(out);
  }

  @Override
  public void answered(Branch branch) {
    for (byte type = branch.next(); type != 0; type = branch.next()) {
      byte status = branch.status();
      branch.walker().advance();
      if (type == BackendBytes.READY_FOR_QUERY) {
        if (!fails || status == Session.FAILED) {
          asked = true;
          scattering.ready(branch, status);
          scattering.end();
        } else {
          leased(branch);
        }
        return;
      }
    }
  }

  @Override
  public void failed(Branch branch, ErrorFields because) {
    scattering.end();
  }
}
