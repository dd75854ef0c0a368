package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.proxy.scatter.ResultColumns;
import io.penstock.proxy.scatter.RowCursor;
import io.penstock.proxy.scatter.RowOrder;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Formats;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes the rows of all shards to the client, as they come or in order. No more is read from a
 * shard than the client takes and the order needs. All backends are held until the last row: they
 * are leased one after the other in the order of shards, so that two sessions never wait for each
 * other.
 */
final class StreamStage implements ScatterStage {
  /** Rows that wait for other shards' are read on up to here, in bytes. */
  private static final int READ_AHEAD = 64 * 1024;

  /** Merged rows are copied, and handed to the client in pieces of this size. */
  private static final int WRITTEN_AT_ONCE = 32 * 1024;

  private final Scattering scattering;
  private final ScatterShape shape;
  private final AskedStatement part;
  private final ResultColumns columns;
  private final @Nullable RowOrder order;
  private final List<Source> sources = new ArrayList<>();
  private long rows;
  private int live;
  private boolean left;

  StreamStage(Scattering scattering, ScatterShape shape, ScatterShape.Way.Streamed way) {
    this.scattering = scattering;
    this.shape = shape;
    this.part = new AskedStatement(way.part(), shape.types());
    this.columns = way.columns();
    this.order = way.order();
  }

  @Override
  public void begin() {
    if (scattering.inParts()) {
      scattering.fail(ShardAnswers.fetchedInParts());
    } else {
      leaseNext();
    }
  }

  @Override
  public void leave() {
    left = true;
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

  private Formats formats() {
    Formats wanted = scattering.exchange().results();
    RowOrder merged = order;
    if (merged == null) {
      return wanted;
    }
    int visible = shape.columns().count();
    int[] codes = new int[visible + merged.keys()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = i >= visible || wanted.isBinary(i) ? 1 : 0;
    }
    return Formats.of(codes);
  }

  @Override
  public void clientWritable(boolean writable) {
    if (writable) {
      merge();
    }
    readOn();
  }

  private boolean writable() {
    return scattering.session().client.isWritable();
  }

  private void readOn() {
    for (Source source : sources) {
      Branch branch = source.branch;
      if (branch != null && !source.done && live > 0) {
        branch.read(writable() && (order == null || branch.walker().held() < READ_AHEAD));
      }
    }
  }

  /** Writes rows for as long as it is known which one comes next. */
  private void merge() {
    Session session = scattering.session();
    while (order != null && live > 0 && !left && writable()) {
      Source first = first();
      if (first == null) {
        break;
      }
      scattering.answerFrames(shape);
      ByteBuf out = session.toClient.own(session.client);
      first.cursor().write(out);
      if (out.readableBytes() > WRITTEN_AT_ONCE) {
        session.toClient.write(session.client);
      }
      first.pass();
      if (counted()) {
        return;
      }
    }
    if (!left) {
      session.toClient.write(session.client);
      complete();
    }
  }

  /** The source of the row that comes next; null if that is not known yet, or there is none. */
  private @Nullable Source first() {
    Source first = null;
    for (Source source : sources) {
      if (source.done) {
        continue;
      }
      if (!source.cursor().isSet()) {
        return null;
      }
      if (first == null || !first.cursor().before(source.cursor())) {
        first = source;
      }
    }
    return first;
  }

  /** One row more; whether the client wants no further ones. */
  private boolean counted() {
    rows++;
    if (rows != scattering.exchange().rowLimit()) {
      return false;
    }
    Session session = scattering.session();
    session.toClient.own(session.client).writeByte(BackendBytes.PORTAL_SUSPENDED).writeInt(4);
    scattering.succeeded();
    return true;
  }

  private void complete() {
    if (live == 0 && !left) {
      Session session = scattering.session();
      scattering.answerFrames(shape);
      session.toClient.own(session.client).writeBytes(Answers.complete("SELECT " + rows));
      scattering.succeeded();
    }
  }

  /** One shard. */
  private final class Source implements Branch.Owner {
    private @Nullable Branch branch;
    private @Nullable RowCursor cursor;
    private boolean done;

    @Override
    public void leased(Branch leased) {
      branch = leased;
      RowOrder merged = order;
      cursor = merged == null ? null : new RowCursor(merged, Unpooled.EMPTY_BUFFER);
      leaseNext();
    }

    void ask() {
      ByteBuf out = scattering.frames();
      part.parse(out);
      AskedStatement.run(scattering.exchange().values(), formats(), out);
      AskedStatement.sync(out);
      branch().send(out);
    }

    Branch branch() {
      Branch leased = branch;
      if (leased == null) {
        throw new IllegalStateException("no backend yet");
      }
      return leased;
    }

    RowCursor cursor() {
      RowCursor known = cursor;
      if (known == null) {
        throw new IllegalStateException("rows without an order");
      }
      return known;
    }

    @Override
    public void answered(Branch from) {
      RowCursor known = cursor;
      if (known != null && known.isSet()) {
        // The bytes may have moved.
        known.set(from.walker().buffer(), from.walker().payload());
      } else {
        advance();
      }
      if (left) {
        return;
      }
      if (order == null) {
        scattering.session().toClient.write(scattering.session().client);
        complete();
      } else {
        merge();
      }
      if (!left) {
        readOn();
      }
    }

    /** The row that the cursor stands on was written. */
    void pass() {
      branch().walker().advance();
      cursor().clear();
      advance();
    }

    /** Goes on to the next row that has to be compared; passes those on that have not. */
    private void advance() {
      Branch from = branch();
      Session session = scattering.session();
      for (byte type = from.next(); type != 0; type = from.next()) {
        FrameWalker walker = from.walker();
        switch (type) {
          case BackendBytes.DATA_ROW -> {
            if (cursor != null) {
              cursor.set(walker.buffer(), walker.payload());
              return;
            }
            scattering.answerFrames(shape);
            session.toClient.forward(session.client, walker.buffer(), walker.start(), walker.end());
          }
          case BackendBytes.ROW_DESCRIPTION, BackendBytes.NO_DATA -> {
            if (!scattering.agrees(from, columns)) {
              return;
            }
          }
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
        if (type == BackendBytes.DATA_ROW && counted()) {
          return;
        }
      }
    }

    @Override
    public void failed(Branch lost, ErrorFields because) {
      scattering.failed(lost, because);
    }
  }
}
