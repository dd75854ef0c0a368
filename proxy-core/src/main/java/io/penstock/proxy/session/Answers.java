package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.pool.Backend;
import io.penstock.pool.LeaseRefusal;
import io.penstock.pool.node.NoReplica;
import io.penstock.wire.SqlState;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.EmptyQueryResponse;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.backend.NoticeResponse;
import io.penstock.wire.backend.ReadyForQuery;

/** Frames of answers that the proxy gives itself. Cold: each makes its own array. */
final class Answers {
  private Answers() {}

  static byte[] error(ErrorFields error) {
    return frames(new ErrorResponse(error));
  }

  /** The same error with the severity that ends a session. */
  static byte[] fatal(ErrorFields error) {
    return error(
        error
            .with(ErrorFields.SEVERITY, "FATAL")
            .with(ErrorFields.SEVERITY_NOT_LOCALIZED, "FATAL"));
  }

  static ErrorFields canceled() {
    return ErrorFields.error(SqlState.QUERY_CANCELED, "canceling statement due to user request");
  }

  static ErrorFields nameExists(String name) {
    return ErrorFields.error(
        SqlState.DUPLICATE_PREPARED_STATEMENT,
        "prepared statement \"%s\" already exists".formatted(name));
  }

  /** As the server has it; drivers that see this routine prepare the statement anew. */
  static ErrorFields resultChanged() {
    return ErrorFields.error(
            SqlState.FEATURE_NOT_SUPPORTED, "cached plan must not change result type")
        .with(ErrorFields.ROUTINE, "RevalidateCachedQuery");
  }

  /** The connection to the backend is gone. */
  static ErrorFields lost(Backend backend) {
    return ErrorFields.fatal(
            SqlState.CONNECTION_FAILURE, "the backend of this session closed its connection")
        .withDetail("Backend process " + backend.processId() + " on " + backend.endpoint() + ".")
        .withHint("What was running may or may not have been done. Connect again.");
  }

  static ErrorFields noPrimary(SessionTarget target, Place place) {
    return ErrorFields.error(
            SqlState.CANNOT_CONNECT_NOW,
            "no node of database \"%s\" takes writes now".formatted(target.database()))
        .withDetail(place.problem())
        .withHint("Waited for pool.max-wait. See the nodes' state in the log or the console.");
  }

  static ErrorFields noReader(SessionTarget target, NoReplica why) {
    return ErrorFields.error(
            SqlState.CANNOT_CONNECT_NOW,
            "no replica of database \"%s\" can serve this read now".formatted(target.database()))
        .withDetail(
            switch (why) {
              case NO_PRIMARY, NO_REPLICA -> "No node is a replica that takes reads.";
              case ALL_DOWN -> "None of the replicas answers.";
              case ALL_BANNED -> "The replicas that answer are banned by an administrator.";
              case ALL_BROKEN -> "The replicas have failed again and again.";
              case ALL_LAGGING -> "The replicas are too far behind the primary.";
              case BEHIND_TOKEN -> "The replicas have not replayed what this session wrote.";
              case ALL_TRIED -> "All replicas were tried in vain.";
            })
        .withHint(
            "See SHOW REPLICAS on the console. With routing.on-no-replica: primary the primary"
                + " would have served it.");
  }

  /** The server's own error where there is one. */
  static ErrorFields of(LeaseRefusal refusal) {
    ErrorResponse ofServer = refusal.serverError();
    if (ofServer != null) {
      return ofServer.fields();
    }
    ErrorFields error = ErrorFields.error(refusal.sqlState(), refusal.message());
    String detail = refusal.detail();
    if (detail != null) {
      error = error.withDetail(detail);
    }
    String hint = refusal.hint();
    return hint == null ? error : error.withHint(hint);
  }

  static byte[] errorAndReady(ErrorFields error, byte status) {
    return frames(new ErrorResponse(error), new ReadyForQuery(TransactionStatus.of(status)));
  }

  static byte[] notice(ErrorFields notice) {
    return frames(new NoticeResponse(notice));
  }

  static byte[] completeAndReady(String tag, byte status) {
    return frames(new CommandComplete(tag), new ReadyForQuery(TransactionStatus.of(status)));
  }

  static byte[] emptyAndReady(byte status) {
    return frames(EmptyQueryResponse.INSTANCE, new ReadyForQuery(TransactionStatus.of(status)));
  }

  static byte[] complete(String tag) {
    return frames(new CommandComplete(tag));
  }

  static byte[] ready(byte status) {
    return frames(new ReadyForQuery(TransactionStatus.of(status)));
  }

  private static byte[] frames(BackendMessage... messages) {
    ByteBuf out = Unpooled.buffer();
    for (BackendMessage message : messages) {
      message.encode(out);
    }
    return ByteBufUtil.getBytes(out);
  }
}
