package io.penstock.proxy.startup;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.auth.Md5Password;
import io.penstock.wire.auth.ScramChallenge;
import io.penstock.wire.auth.ScramClient;
import io.penstock.wire.auth.ScramKeys;
import io.penstock.wire.backend.AuthenticationMd5Password;
import io.penstock.wire.backend.AuthenticationSasl;
import io.penstock.wire.backend.AuthenticationSaslContinue;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.PasswordMessage;
import io.penstock.wire.frontend.SaslInitialResponse;
import io.penstock.wire.frontend.SaslResponse;
import io.penstock.wire.frontend.StartupMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A client's side of a conversation with the startup handler in an embedded channel. */
final class StartupClient {
  final EmbeddedChannel channel;
  private final ByteBuf replies = Unpooled.buffer();
  private boolean bytewise;

  StartupClient(EmbeddedChannel channel) {
    this.channel = channel;
  }

  /** Every byte comes alone from here on. */
  StartupClient bytewise() {
    bytewise = true;
    return this;
  }

  StartupClient sends(FrontendMessage... messages) {
    ByteBuf out = Unpooled.buffer();
    for (FrontendMessage message : messages) {
      message.encode(out);
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return sendsBytes(bytes);
  }

  StartupClient sendsBytes(byte... bytes) {
    if (bytewise) {
      for (byte one : bytes) {
        write(new byte[] {one});
      }
    } else {
      write(bytes);
    }
    return this;
  }

  private void write(byte[] bytes) {
    // From the channel's allocator, whose buffers the leak detector watches.
    ByteBuf in = channel.alloc().buffer(bytes.length).writeBytes(bytes);
    if (channel.isActive()) {
      channel.writeInbound(in);
    } else {
      in.release();
    }
  }

  StartupClient startsUp(String user, String database) {
    return sends(startup(ProtocolVersion.V3_0, "user", user, "database", database));
  }

  static StartupMessage startup(ProtocolVersion version, String... parameters) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      map.put(parameters[i], parameters[i + 1]);
    }
    return new StartupMessage(version, map);
  }

  /** Takes one byte of the answer. */
  char letter() {
    drain();
    return (char) replies.readByte();
  }

  /** All whole messages that came and were not taken yet. */
  List<BackendMessage> replies() {
    drain();
    List<BackendMessage> messages = new ArrayList<>();
    while (replies.isReadable()) {
      byte type = replies.readByte();
      messages.add(BackendMessage.decode(type, replies.readSlice(replies.readInt() - 4)));
    }
    return messages;
  }

  <M extends BackendMessage> M reply(Class<M> type) {
    List<BackendMessage> messages = replies();
    if (messages.size() != 1) {
      throw new AssertionError("one message expected: " + messages);
    }
    return type.cast(messages.getFirst());
  }

  ErrorFields refusal() {
    return reply(ErrorResponse.class).fields();
  }

  private void drain() {
    channel.runPendingTasks();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      replies.writeBytes(out);
      out.release();
    }
  }

  /** Answers a SASL offer up to the final message, whose answer is not read. */
  ScramClient scram(String password) {
    return scram(password, this::replies, message -> sends(message));
  }

  static ScramClient scram(
      String password, Supplier<List<BackendMessage>> replies, Consumer<FrontendMessage> sends) {
    AuthenticationSasl offer = (AuthenticationSasl) replies.get().getLast();
    ScramClient scram = ScramClient.start(offer.mechanisms(), null);
    sends.accept(new SaslInitialResponse(scram.mechanism(), scram.clientFirst()));
    var answer = (AuthenticationSaslContinue) replies.get().getLast();
    ScramChallenge asked = scram.challenge(answer.message());
    ScramKeys keys = ScramKeys.derive(password, asked.salt(), asked.iterations());
    sends.accept(new SaslResponse(scram.clientFinal(keys)));
    return scram;
  }

  StartupClient md5(String user, String password) {
    Bytes salt = reply(AuthenticationMd5Password.class).salt();
    String hash = Md5Password.hash(password, user);
    return sends(new PasswordMessage(Md5Password.response(hash, salt)));
  }

  boolean isOpen() {
    channel.runPendingTasks();
    return channel.isOpen();
  }

  /** Ends the conversation; whatever was not read is freed. */
  void close() {
    channel.finishAndReleaseAll();
  }
}
