package io.penstock.wire.backend;

import static io.penstock.wire.WireBytes.bytes;
import static io.penstock.wire.WireBytes.concat;
import static io.penstock.wire.WireBytes.frame;
import static io.penstock.wire.WireBytes.int16;
import static io.penstock.wire.WireBytes.int32;
import static io.penstock.wire.WireBytes.int8;
import static io.penstock.wire.WireBytes.string;
import static io.penstock.wire.WireBytes.text;

import io.penstock.wire.Bytes;
import io.penstock.wire.Formats;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.TransactionStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every message of a backend beside its bytes, spelled out after the manual. */
final class BackendSamples {
  /**
   * One message.
   *
   * @param openFrom payload length from which any longer or shorter payload is valid too; else -1
   */
  record Sample(BackendMessage message, Bytes frame, int openFrom) {
    byte[] payload() {
      return Arrays.copyOfRange(frame.toArray(), 5, frame.length());
    }

    byte type() {
      return frame.at(0);
    }

    @Override
    public String toString() {
      return message.toString();
    }
  }

  private static final int CLOSED = -1;

  private BackendSamples() {}

  static List<Sample> all() {
    List<Sample> all = new ArrayList<>();
    authentication(all);
    session(all);
    rows(all);
    complete(all);
    copy(all);
    return all;
  }

  private static void authentication(List<Sample> all) {
    add(all, AuthenticationOk.INSTANCE, frame('R', int32(0)));
    add(all, AuthenticationCleartextPassword.INSTANCE, frame('R', int32(3)));
    add(
        all,
        new AuthenticationMd5Password(Bytes.of(bytes(1, 2, 3, 255))),
        frame('R', int32(5), bytes(1, 2, 3, 255)));
    add(
        all,
        new AuthenticationSasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")),
        frame('R', int32(10), string("SCRAM-SHA-256-PLUS"), string("SCRAM-SHA-256"), int8(0)));
    open(
        all,
        new AuthenticationSaslContinue(Bytes.utf8("r=x")),
        frame('R', int32(11), text("r=x")),
        4);
    open(
        all, new AuthenticationSaslFinal(Bytes.utf8("v=y")), frame('R', int32(12), text("v=y")), 4);
    open(
        all,
        new AuthenticationUnsupported(8, Bytes.of(bytes(9, 9))),
        frame('R', int32(8), bytes(9, 9)),
        4);
  }

  private static void session(List<Sample> all) {
    open(
        all,
        new BackendKeyData(42, Bytes.of(bytes(1, 2, 3, 4, 5, 6, 7, 8))),
        frame('K', int32(42), bytes(1, 2, 3, 4, 5, 6, 7, 8)),
        8);
    add(
        all,
        new NegotiateProtocolVersion(ProtocolVersion.V3_0, List.of("_pq_.a", "_pq_.b")),
        frame('v', int32(196608), int32(2), string("_pq_.a"), string("_pq_.b")));
    add(
        all,
        new ParameterStatus("client_encoding", "UTF8"),
        frame('S', string("client_encoding"), string("UTF8")));
    add(
        all,
        new NotificationResponse(7, "jobs", "42"),
        frame('A', int32(7), string("jobs"), string("42")));
    add(all, new ReadyForQuery(TransactionStatus.IDLE), frame('Z', int8('I')));
    add(all, new ReadyForQuery(TransactionStatus.IN_TRANSACTION), frame('Z', int8('T')));
    add(all, new ReadyForQuery(TransactionStatus.FAILED), frame('Z', int8('E')));
    byte[] fields =
        concat(
            concat(int8('S'), string("ERREUR"), int8('V'), string("ERROR")),
            concat(int8('C'), string("42P01"), int8('M'), string("gibt es nicht: “x”")),
            concat(int8('P'), string("15"), int8('~'), string("a field of the future"), int8(0)));
    ErrorFields decoded =
        new ErrorFields(
            List.of(
                new ErrorFields.Field((byte) 'S', "ERREUR"),
                new ErrorFields.Field((byte) 'V', "ERROR"),
                new ErrorFields.Field((byte) 'C', "42P01"),
                new ErrorFields.Field((byte) 'M', "gibt es nicht: “x”"),
                new ErrorFields.Field((byte) 'P', "15"),
                new ErrorFields.Field((byte) '~', "a field of the future")));
    add(all, new ErrorResponse(decoded), frame('E', fields));
    add(all, new NoticeResponse(decoded), frame('N', fields));
  }

  private static void rows(List<Sample> all) {
    add(
        all,
        new RowDescription(
            List.of(
                new RowDescription.Field("id", 16384, 1, 23, 4, -1, 0),
                new RowDescription.Field("note", 0, 0, 25, -1, -1, 1))),
        frame(
            'T',
            int16(2),
            concat(string("id"), int32(16384), int16(1), int32(23), int16(4)),
            concat(int32(-1), int16(0)),
            concat(string("note"), int32(0), int16(0), int32(25), int16(-1)),
            concat(int32(-1), int16(1))));
    add(all, new RowDescription(List.of()), frame('T', int16(0)));
    add(
        all,
        new DataRow(Arrays.asList(Bytes.utf8("1"), null, Bytes.EMPTY)),
        frame('D', int16(3), concat(int32(1), text("1")), int32(-1), int32(0)));
    add(all, new ParameterDescription(List.of(23, -1)), frame('t', int16(2), int32(23), int32(-1)));
    add(all, new FunctionCallResponse(Bytes.of(bytes(1, 2))), frame('V', int32(2), bytes(1, 2)));
    add(all, new FunctionCallResponse(null), frame('V', int32(-1)));
  }

  private static void complete(List<Sample> all) {
    add(all, new CommandComplete("INSERT 0 5"), frame('C', string("INSERT 0 5")));
    add(all, EmptyQueryResponse.INSTANCE, frame('I'));
    add(all, ParseComplete.INSTANCE, frame('1'));
    add(all, BindComplete.INSTANCE, frame('2'));
    add(all, CloseComplete.INSTANCE, frame('3'));
    add(all, NoData.INSTANCE, frame('n'));
    add(all, PortalSuspended.INSTANCE, frame('s'));
  }

  private static void copy(List<Sample> all) {
    byte[] formats = concat(int8(1), int16(2), int16(1), int16(1));
    Formats two = Formats.of(1, 1);
    add(all, new CopyInResponse(1, two), frame('G', formats));
    add(all, new CopyOutResponse(1, two), frame('H', formats));
    add(all, new CopyBothResponse(0, Formats.ALL_TEXT), frame('W', int8(0), int16(0)));
    open(all, new CopyData(Bytes.utf8("1\n")), frame('d', text("1\n")), 0);
    add(all, CopyDone.INSTANCE, frame('c'));
  }

  private static void add(List<Sample> all, BackendMessage message, byte[] frame) {
    open(all, message, frame, CLOSED);
  }

  private static void open(List<Sample> all, BackendMessage message, byte[] frame, int openFrom) {
    all.add(new Sample(message, Bytes.of(frame), openFrom));
  }
}
