package io.penstock.pool.connect;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.Bytes;
import io.penstock.wire.FrameLimits;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.AuthenticationMessage;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.BackendKeyData;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.backend.NegotiateProtocolVersion;
import io.penstock.wire.backend.ParameterStatus;
import io.penstock.wire.backend.ReadyForQuery;
import io.penstock.wire.frontend.StartupMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Logs in: StartupMessage, authentication, and what the backend reports up to ReadyForQuery. Then
 * leaves the pipeline. Frames are bounded in size and number, and the attempt's timeout bounds the
 * time.
 */
final class BackendLoginHandler extends ByteToMessageDecoder {
  private static final int HEADER_BYTES = 5;
  private static final int MAX_PARAMETERS = 256;

  /** For backends that have no cancel key, as some proxies in front of PostgreSQL. */
  private static final BackendKeyData NO_KEY = new BackendKeyData(0, Bytes.of(new byte[4]));

  private final LoginRequest request;
  private final ConnectAttempt attempt;
  private final LoginListener listener;
  private final BackendAuthentication authentication;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private BackendKeyData key = NO_KEY;
  private boolean authenticated;

  BackendLoginHandler(
      LoginRequest request,
      ConnectAttempt attempt,
      LoginListener listener,
      BackendAuthentication authentication) {
    this.request = request;
    this.attempt = attempt;
    this.listener = listener;
    this.authentication = authentication;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    attempt.stage("logging in");
    Map<String, String> startup = new LinkedHashMap<>();
    startup.put("user", request.user());
    startup.put("database", request.database());
    startup.putAll(request.startupParameters());
    Outbound.send(context.channel(), new StartupMessage(ProtocolVersion.V3_0, startup));
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (attempt.ended()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < HEADER_BYTES) {
      return;
    }
    int start = in.readerIndex();
    try {
      int length = FrameLimits.DEFAULT.preAuthenticationPayloadLength(in.getInt(start + 1));
      if (in.readableBytes() < HEADER_BYTES + length) {
        return;
      }
      in.skipBytes(HEADER_BYTES);
      received(context, in.getByte(start), in.readSlice(length));
    } catch (ProtocolException e) {
      attempt.fail(attempt.failures().protocol(e));
    }
  }

  private void received(ChannelHandlerContext context, byte type, ByteBuf payload) {
    switch (type) {
      case BackendBytes.AUTHENTICATION -> authenticate(context, payload);
      case BackendBytes.PARAMETER_STATUS -> {
        requireAuthenticated("ParameterStatus");
        ParameterStatus status = ParameterStatus.decode(payload);
        if (parameters.size() < MAX_PARAMETERS) {
          parameters.put(status.name(), status.value());
        }
      }
      case BackendBytes.BACKEND_KEY_DATA -> {
        requireAuthenticated("BackendKeyData");
        key = BackendKeyData.decode(payload);
      }
      case BackendBytes.READY_FOR_QUERY -> {
        requireAuthenticated("ReadyForQuery");
        ready(context, ReadyForQuery.decode(payload));
      }
      case BackendBytes.ERROR_RESPONSE ->
          attempt.fail(attempt.failures().refused(ErrorResponse.decode(payload)));
      case BackendBytes.NEGOTIATE_PROTOCOL_VERSION -> negotiated(payload);
      case BackendBytes.NOTICE_RESPONSE -> payload.skipBytes(payload.readableBytes());
      default ->
          throw ProtocolException.violation(
              "message during the login: byte " + (type & 0xFF) + " (expected: one of RSKZENv)");
    }
  }

  private void authenticate(ChannelHandlerContext context, ByteBuf payload) {
    if (authenticated) {
      throw ProtocolException.violation("Authentication after AuthenticationOk (expected: none)");
    }
    AuthenticationMessage message = AuthenticationMessage.decode(payload);
    if (message instanceof AuthenticationOk) {
      authentication.requireServerProved();
      authenticated = true;
      attempt.stage("waiting for the backend to get ready");
    } else {
      authentication.answer(message, context.channel(), attempt);
    }
  }

  /** Version 3.0 without options is what was asked for: there is nothing to negotiate. */
  private static void negotiated(ByteBuf payload) {
    NegotiateProtocolVersion answer = NegotiateProtocolVersion.decode(payload);
    throw ProtocolException.violation(
        "NegotiateProtocolVersion: " + answer.newest() + " (expected: 3.0, as asked)");
  }

  private void requireAuthenticated(String message) {
    if (!authenticated) {
      throw ProtocolException.violation(message + " before AuthenticationOk");
    }
  }

  private void ready(ChannelHandlerContext context, ReadyForQuery ready) {
    if (ready.status() != TransactionStatus.IDLE) {
      throw ProtocolException.violation(
          "ReadyForQuery after the login: " + ready.status() + " (expected: IDLE)");
    }
    attempt.succeed();
    listener.loggedIn(new LoggedIn(context.channel(), key, parameters));
    // What is left over goes to the handler that the listener has just added.
    context.pipeline().remove(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    attempt.fail(attempt.failures().closedDuringLogin(null));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    attempt.fail(attempt.failures().closedDuringLogin(cause));
    Outbound.close(context.channel());
  }
}
