package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.proxy.scatter.GatheredRows;
import io.penstock.proxy.scatter.RowArray;
import io.penstock.sql.scatter.Part;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Formats;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the rows of a statement's parts from all shards: those first whose rows say which ones
 * of others matter. Each shard's backend goes back as soon as it has answered: nothing is held
 * while another one is waited for.
 */
final class GatherStage implements ScatterStage {
  private final Scattering scattering;
  private final ScatterShape shape;
  private final ScatterShape.Way.Finished way;

  /** More values than these are not sent to every shard to have fewer rows of it. */
  private static final int MOST_VALUES = 100_000;

  private static final int MOST_BYTES = 4 << 20;

  private final GatheredRows rows;

  /** Of each part, how many times others have to be collected before. */
  private final int[] rounds;

  private int round;
  private int unanswered;
  private final List<AskedPart> asked = new ArrayList<>();
  private boolean handedOn;

  GatherStage(Scattering scattering, ScatterShape shape, ScatterShape.Way.Finished way) {
    this.scattering = scattering;
    this.shape = shape;
    this.way = way;
    this.rounds = rounds(way.gather().parts());
    this.rows =
        new GatheredRows(
            way.finish().carriers(), scattering.gatherLimit(), scattering.session().client.alloc());
  }

  private static int[] rounds(List<Part> parts) {
    int[] rounds = new int[parts.size()];
    for (int at = 0; at < rounds.length; at++) {
      for (Part.Feed feed : parts.get(at).feeds()) {
        rounds[at] = Math.max(rounds[at], 1 + rounds[feed.part()]);
      }
    }
    return rounds;
  }

  @Override
  public void begin() {
    asked.clear();
    for (int part = 0; part < rounds.length; part++) {
      if (rounds[part] == round) {
        asked.add(ask(part));
      }
    }
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
    if (unanswered > 0) {
      return;
    }
    round++;
    if (Arrays.stream(rounds).anyMatch(each -> each == round)) {
      begin();
    } else {
      handedOn = true;
      scattering.enter(new FinishStage(scattering, shape, way, rows));
    }
  }

  /**
   * One part, as it is asked in a round.
   *
   * @param more arrays behind the client's values
   */
  private record AskedPart(int number, AskedStatement statement, List<RowArray> more, Formats as) {}

  private AskedPart ask(int number) {
    Part part = way.gather().parts().get(number);
    List<Part.Feed> used = new ArrayList<>();
    List<RowArray> more = new ArrayList<>();
    for (Part.Feed feed : part.feeds()) {
      RowArray values = rows.column(feed.part(), feed.value());
      if (values.count() <= MOST_VALUES && values.bytes() <= MOST_BYTES) {
        used.add(feed);
        more.add(values);
      }
    }
    int[] codes =
        way.finish().carriers().get(number).stream()
            .mapToInt(each -> each.binary() ? 1 : 0)
            .toArray();
    String sql = part.sql(shape.types().length, used);
    return new AskedPart(number, scattering.asked(sql, shape.types()), more, Formats.of(codes));
  }

  /** One shard. */
  private final class Source implements Branch.Owner {
    private int at;

    @Override
    public void leased(Branch branch) {
      ByteBuf out = scattering.frames();
      for (AskedPart part : asked) {
        part.statement().parse(out);
        AskedStatement.run(scattering.exchange().values(), part.more(), part.as(), out);
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
            if (!rows.add(
                asked.get(at).number(), walker.buffer(), walker.payload(), walker.end())) {
              walker.advance();
              scattering.fail(ShardAnswers.tooMuch(scattering.gatherLimit()));
              return;
            }
          }
          case BackendBytes.ROW_DESCRIPTION, BackendBytes.NO_DATA -> {
            if (!scattering.agrees(branch, way.columns().get(asked.get(at).number()))) {
              return;
            }
          }
          case BackendBytes.COMMAND_COMPLETE, BackendBytes.EMPTY_QUERY_RESPONSE -> at++;
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
