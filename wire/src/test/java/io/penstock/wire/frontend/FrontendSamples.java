package io.penstock.wire.frontend;

import static io.penstock.wire.WireBytes.bytes;
import static io.penstock.wire.WireBytes.concat;
import static io.penstock.wire.WireBytes.frame;
import static io.penstock.wire.WireBytes.int16;
import static io.penstock.wire.WireBytes.int32;
import static io.penstock.wire.WireBytes.int8;
import static io.penstock.wire.WireBytes.startup;
import static io.penstock.wire.WireBytes.string;
import static io.penstock.wire.WireBytes.text;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.Formats;
import io.penstock.wire.ProtocolVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Every message of a frontend beside its bytes, spelled out after the manual. */
final class FrontendSamples {
  /**
   * One message.
   *
   * @param header bytes before the payload: type and length, or length alone
   * @param openFrom payload length from which any longer or shorter payload is valid too; else -1
   */
  record Sample(
      FrontendMessage message,
      Bytes frame,
      int header,
      int openFrom,
      Function<ByteBuf, FrontendMessage> decoder) {
    byte[] payload() {
      return Arrays.copyOfRange(frame.toArray(), header, frame.length());
    }

    @Override
    public String toString() {
      return message.toString();
    }
  }

  private static final int CLOSED = -1;

  private FrontendSamples() {}

  static List<Sample> all() {
    List<Sample> all = new ArrayList<>();
    simpleAndCopy(all);
    extended(all);
    authentication(all);
    startupFamily(all);
    return all;
  }

  private static void simpleAndCopy(List<Sample> all) {
    all.add(typed(new Query("select 1"), frame('Q', string("select 1"))));
    all.add(typed(new Query(""), frame('Q', int8(0))));
    all.add(typed(new Query("select 'Grüße 🐘'"), frame('Q', string("select 'Grüße 🐘'"))));
    all.add(typed(Terminate.INSTANCE, frame('X')));
    all.add(open(0, new CopyData(Bytes.utf8("1\ta\n")), frame('d', text("1\ta\n"))));
    all.add(typed(CopyDone.INSTANCE, frame('c')));
    all.add(typed(new CopyFail("disk full"), frame('f', string("disk full"))));
    all.add(
        typed(
            new FunctionCall(
                954, Formats.ALL_BINARY, Arrays.asList(Bytes.of(bytes(0, 0, 0, 7)), null), 1),
            frame(
                'F',
                int32(954),
                concat(int16(1), int16(1)),
                concat(int16(2), int32(4), int32(7), int32(-1)),
                int16(1))));
  }

  private static void extended(List<Sample> all) {
    all.add(
        typed(
            new Parse("s1", "select $1, $2", List.of(23, 0)),
            frame('P', string("s1"), string("select $1, $2"), int16(2), int32(23), int32(0))));
    all.add(
        typed(
            new Parse("", "select 1", List.of()),
            frame('P', string(""), string("select 1"), int16(0))));
    all.add(
        typed(
            new Bind(
                "p1",
                "s1",
                Formats.of(0, 1, 0),
                Arrays.asList(Bytes.utf8("abc"), Bytes.EMPTY, null),
                Formats.ALL_BINARY),
            frame(
                'B',
                string("p1"),
                string("s1"),
                concat(int16(3), int16(0), int16(1), int16(0)),
                concat(int16(3), int32(3), text("abc"), int32(0), int32(-1)),
                concat(int16(1), int16(1)))));
    all.add(
        typed(
            new Bind("", "", Formats.ALL_TEXT, List.of(), Formats.ALL_TEXT),
            frame('B', string(""), string(""), int16(0), int16(0), int16(0))));
    all.add(typed(new Describe(Target.STATEMENT, "s1"), frame('D', int8('S'), string("s1"))));
    all.add(typed(new Describe(Target.PORTAL, ""), frame('D', int8('P'), string(""))));
    all.add(typed(new Close(Target.STATEMENT, "s1"), frame('C', int8('S'), string("s1"))));
    all.add(typed(new Execute("p1", 100), frame('E', string("p1"), int32(100))));
    all.add(typed(Flush.INSTANCE, frame('H')));
    all.add(typed(Sync.INSTANCE, frame('S')));
  }

  private static void authentication(List<Sample> all) {
    all.add(
        new Sample(
            new PasswordMessage("secret"),
            Bytes.of(frame('p', string("secret"))),
            5,
            CLOSED,
            PasswordMessage::decode));
    all.add(
        new Sample(
            new SaslInitialResponse("SCRAM-SHA-256", Bytes.utf8("n,,n=,r=x")),
            Bytes.of(frame('p', string("SCRAM-SHA-256"), int32(9), text("n,,n=,r=x"))),
            5,
            CLOSED,
            SaslInitialResponse::decode));
    all.add(
        new Sample(
            new SaslInitialResponse("SCRAM-SHA-256", null),
            Bytes.of(frame('p', string("SCRAM-SHA-256"), int32(-1))),
            5,
            CLOSED,
            SaslInitialResponse::decode));
    all.add(
        new Sample(
            new SaslResponse(Bytes.utf8("c=biws")),
            Bytes.of(frame('p', text("c=biws"))),
            5,
            0,
            SaslResponse::decode));
  }

  private static void startupFamily(List<Sample> all) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", "app");
    parameters.put("database", "shop");
    parameters.put("options", "");
    all.add(
        untyped(
            CLOSED,
            new StartupMessage(ProtocolVersion.V3_2, parameters),
            startup(
                int32(196610),
                concat(string("user"), string("app")),
                concat(string("database"), string("shop")),
                concat(string("options"), string("")),
                int8(0))));
    all.add(
        untyped(
            CLOSED,
            new StartupMessage(ProtocolVersion.V3_0, Map.of()),
            startup(int32(196608), int8(0))));
    all.add(untyped(CLOSED, SslRequest.INSTANCE, startup(int32(80877103))));
    all.add(untyped(CLOSED, GssEncRequest.INSTANCE, startup(int32(80877104))));
    all.add(
        untyped(
            12,
            new CancelRequest(4711, Bytes.of(bytes(1, 2, 3, 4, 5, 6))),
            startup(int32(80877102), int32(4711), bytes(1, 2, 3, 4, 5, 6))));
  }

  private static Sample typed(FrontendMessage message, byte[] frame) {
    return open(CLOSED, message, frame);
  }

  private static Sample open(int openFrom, FrontendMessage message, byte[] frame) {
    return new Sample(
        message,
        Bytes.of(frame),
        5,
        openFrom,
        payload -> FrontendMessage.decode(frame[0], payload));
  }

  private static Sample untyped(int openFrom, FrontendMessage message, byte[] frame) {
    return new Sample(message, Bytes.of(frame), 4, openFrom, StartupPacket::decode);
  }
}
