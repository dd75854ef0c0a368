package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.sql.copy.CopyFormat;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes what all shards copy to the client, a row being a message of its own: as they come, with
 * one beginning and one end. No more is read from a shard than the client takes. Backends are
 * leased one after the other in the order of shards, so that two sessions never wait for each
 * other.
 */
final class CopyOutStage implements ScatterStage {
  /** Before the length of what extends the header of the binary format. */
  private static final int BINARY_HEADER = 15;

  private static final short BINARY_END = -1;
  private static final int[] NO_PARAMETERS = {};

  /** The header of the binary format, with no flags and nothing that extends it. */
  private static final byte[] EMPTY_BINARY = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private final Scattering scattering;
  private final AskedStatement part;
  private final boolean binary;
  private final boolean header;
  private final List<Source> sources = new ArrayList<>();

  /** Whether the client has what the data begins with. */
  private boolean headed;

  private boolean responded;
  private long rows;
  private int live;
  private boolean left;

  CopyOutStage(Scattering scattering, ScatterPlan.CopyOut plan) {
    this.scattering = scattering;
    this.part = scattering.asked(plan.text(), scattering.exchange().declared());
    this.binary = plan.format().kind() == CopyFormat.Kind.BINARY;
    this.header = plan.format().header();
  }

  @Override
  public void begin() {
    leaseNext();
  }

  @Override
  public void leave() {
    left = true;
  }

  @Override
  public void clientWritable(boolean writable) {
    for (Source source : sources) {
      Branch branch = source.branch;
      if (branch != null && !source.done && live > 0) {
        branch.read(writable);
      }
    }
  }

  private void leaseNext() {
    int[] shards = scattering.chosen();
    if (sources.size() < shards.length) {
      Source source = new Source();
      sources.add(source);
      scattering.branch(shards[sources.size() - 1], source);
      return;
    }
    live = sources.size();
    for (Source source : sources) {
      source.ask();
    }
  }

  private void complete() {
    Session session = scattering.session();
    ByteBuf out = session.toClient.own(session.client);
    if (binary) {
      byte[] before = headed ? new byte[0] : EMPTY_BINARY;
      out.writeByte(BackendBytes.COPY_DATA).writeInt(4 + before.length + 2);
      out.writeBytes(before).writeShort(BINARY_END);
    }
    out.writeByte(BackendBytes.COPY_DONE).writeInt(4);
    out.writeBytes(Answers.complete("COPY " + rows));
    scattering.succeeded();
  }

  /** One shard. */
  private final class Source implements Branch.Owner {
    private @Nullable Branch branch;
    private boolean begun;
    private boolean done;

    @Override
    public void leased(Branch leased) {
      branch = leased;
      leaseNext();
    }

    void ask() {
      Branch leased = branch;
      if (leased == null) {
        throw new IllegalStateException("no backend yet");
      }
      ByteBuf out = scattering.frames();
      part.parse(out);
      AskedStatement.run(scattering.exchange().values(), scattering.exchange().results(), out);
      AskedStatement.sync(out);
      leased.send(out);
    }

    @Override
    public void answered(Branch from) {
      Session session = scattering.session();
      take(from);
      if (!left) {
        session.toClient.write(session.client);
        if (live == 0) {
          complete();
        } else {
          clientWritable(session.client.isWritable());
        }
      }
    }

    private void take(Branch from) {
      Session session = scattering.session();
      for (byte type = from.next(); type != 0; type = from.next()) {
        FrameWalker walker = from.walker();
        switch (type) {
          case BackendBytes.COPY_OUT_RESPONSE -> {
            if (!responded) {
              responded = true;
              scattering.answerFrames(NO_PARAMETERS, null);
              session.toClient.forward(
                  session.client, walker.buffer(), walker.start(), walker.end());
            }
          }
          case BackendBytes.COPY_DATA -> data(walker);
          case BackendBytes.COMMAND_COMPLETE -> rows += copied(walker);
          case BackendBytes.ERROR_RESPONSE -> {
            ErrorFields error = scattering.ofShard(from.error(), from);
            walker.advance();
            scattering.fail(error);
            return;
          }
          default -> {}
        }
        byte status = from.status();
        walker.advance();
        if (type == BackendBytes.READY_FOR_QUERY) {
          done = true;
          live--;
          scattering.ready(from, status);
          return;
        }
      }
    }

    private void data(FrameWalker walker) {
      Session session = scattering.session();
      boolean first = !begun;
      begun = true;
      ByteBuf in = walker.buffer();
      if (binary) {
        int row =
            walker.payload()
                + (first ? BINARY_HEADER + 4 + in.getInt(walker.payload() + BINARY_HEADER) : 0);
        int length = walker.end() - row;
        if (length == 0 || (length == 2 && in.getShort(row) == BINARY_END)) {
          return;
        }
        if (first && headed) {
          session
              .toClient
              .own(session.client)
              .writeByte(BackendBytes.COPY_DATA)
              .writeInt(4 + length)
              .writeBytes(in, row, length);
          return;
        }
      } else if (header && first && headed) {
        return;
      }
      headed = true;
      session.toClient.forward(session.client, in, walker.start(), walker.end());
    }

    private static long copied(FrameWalker walker) {
      String tag =
          CommandComplete.decode(
                  walker.buffer().slice(walker.payload(), walker.end() - walker.payload()))
              .tag();
      return Long.parseLong(tag.substring(tag.lastIndexOf(' ') + 1));
    }

    @Override
    public void failed(Branch lost, ErrorFields because) {
      scattering.failed(lost, because);
    }
  }
}
