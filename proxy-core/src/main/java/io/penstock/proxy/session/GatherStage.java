package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.proxy.scatter.GatheredRows;
import io.penstock.sql.scatter.Carrier;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Formats;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects the rows of a statement's parts from all shards. Each shard's backend goes back as soon
 * as it has answered: nothing is held while another one is waited for.
 */
final class GatherStage implements ScatterStage {
  private final Scattering scattering;
  private final ScatterShape shape;
  private final ScatterShape.Way.Finished way;
  private final List<AskedStatement> parts = new ArrayList<>();
  private final GatheredRows rows;
  private int unanswered;
  private boolean handedOn;

  GatherStage(Scattering scattering, ScatterShape shape, ScatterShape.Way.Finished way) {
    this.scattering = scattering;
    this.shape = shape;
    this.way = way;
    way.gather().parts().forEach(part -> parts.add(scattering.asked(part.sql(), shape.types())));
    this.rows =
        new GatheredRows(
            way.finish().carriers(), scattering.gatherLimit(), scattering.session().client.alloc());
  }

  @Override
  public void begin() {
    int[] shards = scattering.chosen();
    unanswered = shards.length;
    for (int shard : shards) {
      if (unanswered > 0) {
        scattering.branch(shard, new Source());
      }
    }
  }

  @Override
  public void leave() {
    unanswered = 0;
    if (!handedOn) {
      rows.close();
    }
  }

  private void answered() {
    unanswered--;
    if (unanswered == 0) {
      handedOn = true;
      scattering.enter(new FinishStage(scattering, shape, way, rows));
    }
  }

  /** One shard. */
  private final class Source implements Branch.Owner {
    private int part;

    @Override
    public void leased(Branch branch) {
      ByteBuf out = scattering.frames();
      List<List<Carrier>> carriers = way.finish().carriers();
      for (int i = 0; i < parts.size(); i++) {
        parts.get(i).parse(out);
        int[] codes = carriers.get(i).stream().mapToInt(each -> each.binary() ? 1 : 0).toArray();
        AskedStatement.run(scattering.exchange().values(), Formats.of(codes), out);
      }
      AskedStatement.sync(out);
      branch.send(out);
    }

    @Override
    public void answered(Branch branch) {
      for (byte type = branch.next(); type != 0; type = branch.next()) {
        FrameWalker walker = branch.walker();
        switch (type) {
          case BackendBytes.DATA_ROW -> {
            if (!rows.add(part, walker.buffer(), walker.payload(), walker.end())) {
              walker.advance();
              scattering.fail(ShardAnswers.tooMuch(scattering.gatherLimit()));
              return;
            }
          }
          case BackendBytes.ROW_DESCRIPTION, BackendBytes.NO_DATA -> {
            if (!scattering.agrees(branch, way.columns().get(part))) {
              return;
            }
          }
          case BackendBytes.COMMAND_COMPLETE, BackendBytes.EMPTY_QUERY_RESPONSE -> part++;
          case BackendBytes.ERROR_RESPONSE -> {
            ErrorFields error = scattering.ofShard(branch.error(), branch);
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
          GatherStage.this.answered();
          return;
        }
      }
    }

    @Override
    public void failed(Branch branch, ErrorFields because) {
      scattering.failed(branch, because);
    }
  }
}
