package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.proxy.scatter.ResultColumns;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Formats;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import org.jspecify.annotations.Nullable;

/** What a client is answered to a change that several shards carry out. */
final class ChangeAnswer {
  private final Session session;
  private final ClientExchange exchange;
  private final boolean alike;

  /** What the client is told of parameters; it asks for that, or there is none. */
  private byte @Nullable [] parameters;

  private @Nullable ResultColumns columns;
  private @Nullable String tag;
  private long count;
  private long rows;
  private boolean answered;

  /**
   * @param alike whether all shards must have the same to tell
   */
  ChangeAnswer(Session session, ClientExchange exchange, boolean alike) {
    this.session = session;
    this.exchange = exchange;
    this.alike = alike;
  }

  /** The first shard tells the types of parameters. */
  void parameters(FrameWalker walker) {
    byte[] frame = new byte[walker.end() - walker.start()];
    walker.buffer().getBytes(walker.start(), frame);
    parameters = frame;
  }

  /**
   * A shard tells what its rows look like.
   *
   * @return why that cannot be passed on; null if it can
   */
  @Nullable ErrorFields described(ResultColumns of, String shard) {
    ResultColumns known = columns;
    if (known == null) {
      columns = of;
      return null;
    }
    return known.areThoseElsewhere(of)
        ? null
        : ErrorFields.error(
                SqlState.DATATYPE_MISMATCH,
                "the rows of shard %s have other columns than those of others".formatted(shard))
            .withHint("Give the tables of all shards the same columns and types.");
  }

  /** A row stands here. */
  void row(FrameWalker walker) {
    rows++;
    if (exchange.rowLimit() == 0 || rows <= exchange.rowLimit()) {
      answerFrames();
      session.toClient.forward(session.client, walker.buffer(), walker.start(), walker.end());
    }
  }

  /**
   * A shard is done.
   *
   * @return what is wrong with that; null if nothing is
   */
  @Nullable ErrorFields completed(String told) {
    String before = tag;
    if (before == null) {
      tag = told;
      count = counted(told);
      return null;
    }
    if (alike) {
      return before.equals(told) ? null : ShardAnswers.disagree(before, told);
    }
    count += counted(told);
    return null;
  }

  private static long counted(String tag) {
    int blank = tag.lastIndexOf(' ');
    String number = tag.substring(blank + 1);
    return number.chars().allMatch(Character::isDigit) ? Long.parseLong(number) : 0;
  }

  /** All that the client asked for has been done. */
  void complete() {
    answerFrames();
    ByteBuf out = session.toClient.own(session.client);
    if (exchange.rowLimit() > 0 && rows >= exchange.rowLimit()) {
      out.writeByte(BackendBytes.PORTAL_SUSPENDED).writeInt(4);
    } else {
      out.writeBytes(Answers.complete(tag()));
    }
    session.toClient.write(session.client);
  }

  private String tag() {
    String first = String.valueOf(tag);
    int blank = first.lastIndexOf(' ');
    return alike || blank < 0 ? first : first.substring(0, blank + 1) + count;
  }

  /** The client's frames up to its Execute, before the first row. */
  private void answerFrames() {
    if (answered) {
      return;
    }
    answered = true;
    ResultColumns known = columns == null ? ResultColumns.NONE : columns;
    ByteBuf out = session.toClient.own(session.client);
    if (exchange.simple()) {
      if (known.count() > 0) {
        known.describe(Formats.ALL_TEXT, out);
      }
      return;
    }
    for (ClientExchange.Step step : exchange.steps()) {
      switch (step) {
        case PARSE -> {
          out.writeByte(BackendBytes.PARSE_COMPLETE).writeInt(4);
          session.requests.parsedElsewhere(exchange);
        }
        case DESCRIBE_STATEMENT -> {
          byte[] types = parameters;
          if (types != null) {
            out.writeBytes(types);
          }
          columns(known, Formats.ALL_TEXT, out);
        }
        case BIND -> out.writeByte(BackendBytes.BIND_COMPLETE).writeInt(4);
        case DESCRIBE_PORTAL -> columns(known, exchange.results(), out);
        case EXECUTE -> {}
      }
    }
  }

  private static void columns(ResultColumns columns, Formats formats, ByteBuf out) {
    if (columns.count() == 0) {
      out.writeByte(BackendBytes.NO_DATA).writeInt(4);
    } else {
      columns.describe(formats, out);
    }
  }
}
