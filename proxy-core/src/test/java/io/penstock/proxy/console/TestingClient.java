package io.penstock.proxy.console;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.wire.Bytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.backend.BackendKeyData;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.DataRow;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.backend.RowDescription;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.Query;
import java.util.ArrayList;
import java.util.List;

/** A client of a console session, message by message. */
final class TestingClient implements AutoCloseable {
  final TestingServer server;
  final EmbeddedChannel channel;
  private final FrameWalker walker = new FrameWalker(1 << 24);

  private TestingClient(TestingServer server, boolean administrator) {
    this.server = server;
    BackendKeyData key = new BackendKeyData(99, Bytes.of(new byte[] {1, 2, 3, 4}));
    String name = administrator ? "admin" : "stats";
    ConsoleUser user =
        new ConsoleUser(5, name, "penstock", administrator, "", TestingServer.TIME, key);
    channel = new EmbeddedChannel(ReadLoop.pausedAtFirst(), new ConsoleSession(user, server));
    ReadLoop.of(channel).resume();
  }

  /** One that has read its greeting. */
  static TestingClient administrator() {
    return greeted(new TestingServer(), true);
  }

  static TestingClient administrator(TestingServer server) {
    return greeted(server, true);
  }

  static TestingClient statistician() {
    return greeted(new TestingServer(), false);
  }

  private static TestingClient greeted(TestingServer server, boolean administrator) {
    TestingClient client = new TestingClient(server, administrator);
    client.receives();
    return client;
  }

  /** One that has not read anything yet. */
  static TestingClient connected() {
    return new TestingClient(new TestingServer(), true);
  }

  /** Sends these together, as one packet. */
  TestingClient sends(FrontendMessage... messages) {
    ByteBuf out = channel.alloc().buffer();
    for (FrontendMessage message : messages) {
      message.encode(out);
    }
    channel.writeInbound(out);
    return this;
  }

  /** Sends these one byte at a time. */
  TestingClient trickles(FrontendMessage... messages) {
    ByteBuf out = Unpooled.buffer();
    for (FrontendMessage message : messages) {
      message.encode(out);
    }
    while (out.isReadable()) {
      channel.writeInbound(channel.alloc().buffer(1).writeByte(out.readByte()));
    }
    return this;
  }

  /** Everything the console has sent since the last call. */
  List<BackendMessage> receives() {
    channel.runPendingTasks();
    List<BackendMessage> messages = new ArrayList<>();
    for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
      walker.feed(sent);
      while (walker.hasFrame() && walker.whole()) {
        int length = walker.end() - walker.payload();
        ByteBuf payload = walker.buffer().slice(walker.payload(), length);
        messages.add(BackendMessage.decode(walker.type(), payload));
        walker.advance();
      }
      walker.keep();
    }
    return messages;
  }

  /** The manual's names of what was received, which tell the shape of a conversation. */
  List<String> receivesNames() {
    return receives().stream().map(message -> message.getClass().getSimpleName()).toList();
  }

  List<BackendMessage> asks(String command) {
    return sends(new Query(command)).receives();
  }

  /** The rows of the answer, each a list of texts. */
  List<List<String>> rows(String command) {
    return rows(asks(command));
  }

  static List<List<String>> rows(List<BackendMessage> answer) {
    List<List<String>> rows = new ArrayList<>();
    for (BackendMessage message : answer) {
      if (message instanceof DataRow row) {
        rows.add(
            row.values().stream().map(value -> value == null ? "null" : value.toUtf8()).toList());
      }
    }
    return rows;
  }

  List<String> columns(String command) {
    return asks(command).stream()
        .filter(RowDescription.class::isInstance)
        .map(RowDescription.class::cast)
        .flatMap(description -> description.fields().stream())
        .map(RowDescription.Field::name)
        .toList();
  }

  /** The tag with which the command was completed. */
  String tag(String command) {
    return one(asks(command), CommandComplete.class).tag();
  }

  ErrorFields error(String command) {
    return error(asks(command));
  }

  static ErrorFields error(List<BackendMessage> answer) {
    return one(answer, ErrorResponse.class).fields();
  }

  static <M> M one(List<BackendMessage> answer, Class<M> kind) {
    List<M> found = answer.stream().filter(kind::isInstance).map(kind::cast).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one " + kind.getSimpleName() + " in " + answer);
    }
    return found.get(0);
  }

  @Override
  public void close() {
    walker.close();
    channel.finishAndReleaseAll();
  }
}
