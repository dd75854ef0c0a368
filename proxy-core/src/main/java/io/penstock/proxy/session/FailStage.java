package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement has failed in a transaction, and perhaps not on the backend that holds it: has it
 * fail there too, and waits until further parts of the transaction have let go of the statement.
 * The client was told why.
 */
final class FailStage implements ScatterStage, Branch.Owner {
  private final Scattering scattering;
  private final @Nullable Branch held;
  private final List<Branch> parts;

  /** How many have to be waited for: the parts, and the backend that is held. */
  private int working;

  /** Whether it was asked to fail, or has. */
  private boolean asked;

  /** Whether a transaction has to fail that has not yet. */
  private final boolean fails;

  /**
   * @param held the session's backend, if it is borrowed: what it does is canceled
   * @param parts of the transaction on further shards that work for the statement; likewise
   */
  FailStage(Scattering scattering, @Nullable Branch held, List<Branch> parts) {
    this.scattering = scattering;
    this.held = held;
    this.parts = List.copyOf(parts);
    this.fails = scattering.session().status == Session.IN_TRANSACTION;
  }

  @Override
  public void begin() {
    working = parts.size() + 1;
    for (Branch branch : parts) {
      Part part = new Part();
      scattering.takeOver(branch, part);
      if (branch.busy()) {
        branch.read(true);
        part.answered(branch);
        branch.cancel();
      } else {
        scattering.giveBack(branch);
        done();
      }
    }
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
        done();
      }
    }
  }

  private void done() {
    working--;
    if (working == 0) {
      scattering.end();
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
          done();
        } else {
          leased(branch);
        }
        return;
      }
    }
  }

  @Override
  public void failed(Branch branch, ErrorFields because) {
    scattering.failed(branch, because);
  }

  /** Whose answers nobody wants any more. */
  private final class Part implements Branch.Owner {
    @Override
    public void leased(Branch branch) {
      scattering.giveBack(branch);
      done();
    }

    @Override
    public void answered(Branch branch) {
      for (byte type = branch.next(); type != 0; type = branch.next()) {
        byte status = branch.status();
        branch.walker().advance();
        if (type == BackendBytes.READY_FOR_QUERY) {
          scattering.ready(branch, status);
          done();
          return;
        }
      }
    }

    @Override
    public void failed(Branch branch, ErrorFields because) {
      if (!branch.isLostPart()) {
        done();
      }
    }
  }
}
