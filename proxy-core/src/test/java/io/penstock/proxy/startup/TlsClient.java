package io.penstock.proxy.startup;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.auth.ScramClient;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.SslRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks through TLS: its channel's encrypted bytes are carried to the server's
 * channel and back until neither has more to say.
 */
final class TlsClient {
  private final EmbeddedChannel server;
  private final EmbeddedChannel channel;
  private final StartupClient inside;

  private TlsClient(EmbeddedChannel server, SslHandler tls) {
    this.server = server;
    this.channel = new EmbeddedChannel(tls);
    this.inside = new StartupClient(new EmbeddedChannel());
    carry();
  }

  /** Asks for TLS and gets it. */
  static TlsClient asking(TestProxy proxy) {
    return asking(proxy.client());
  }

  static TlsClient asking(StartupClient plain) {
    return asking(plain, null);
  }

  static TlsClient asking(TestProxy proxy, String certificate) {
    return asking(proxy.client(), certificate);
  }

  private static TlsClient asking(StartupClient plain, @Nullable String certificate) {
    if (plain.sends(SslRequest.INSTANCE).letter() != 'S') {
      throw new AssertionError("TLS was declined");
    }
    return new TlsClient(plain.channel, handler("", certificate));
  }

  /** Begins with TLS at once, naming this application protocol unless it is empty. */
  static TlsClient direct(TestProxy proxy, String protocol) {
    return new TlsClient(proxy.connect("10.1.2.3"), handler(protocol, null));
  }

  private static SslHandler handler(String protocol, @Nullable String certificate) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(TlsFiles.path("test-ca.pem").toFile());
      if (certificate != null) {
        builder.keyManager(
            TlsFiles.path(certificate + ".pem").toFile(),
            TlsFiles.path(certificate + "-key.pem").toFile());
      }
      if (!protocol.isEmpty()) {
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocol));
      }
      return builder.build().newHandler(io.netty.buffer.ByteBufAllocator.DEFAULT, "localhost", 1);
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void carry() {
    boolean moved = true;
    while (moved) {
      channel.runPendingTasks();
      server.runPendingTasks();
      moved = move(channel, server) || move(server, channel);
    }
    for (ByteBuf in = channel.readInbound(); in != null; in = channel.readInbound()) {
      inside.channel.writeOutbound(in);
    }
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    boolean moved = false;
    for (ByteBuf out = from.readOutbound(); out != null; out = from.readOutbound()) {
      if (to.isOpen()) {
        deliver(to, out);
        moved = true;
      } else {
        out.release();
      }
    }
    return moved;
  }

  private static void deliver(EmbeddedChannel to, ByteBuf bytes) {
    to.pipeline().fireChannelRead(bytes);
    to.pipeline().fireChannelReadComplete();
  }

  TlsClient sends(FrontendMessage... messages) {
    for (FrontendMessage message : messages) {
      ByteBuf out = channel.alloc().buffer();
      message.encode(out);
      var unused = channel.write(out);
    }
    channel.flush();
    carry();
    return this;
  }

  TlsClient startsUp(String user, String database) {
    return sends(StartupClient.startup(ProtocolVersion.V3_0, "user", user, "database", database));
  }

  ScramClient scram(String password) {
    return StartupClient.scram(password, this::replies, message -> sends(message));
  }

  List<BackendMessage> replies() {
    carry();
    return inside.replies();
  }

  <M extends BackendMessage> M reply(Class<M> type) {
    carry();
    return inside.reply(type);
  }

  ErrorFields refusal() {
    carry();
    return inside.refusal();
  }

  char letter() {
    carry();
    return inside.letter();
  }

  boolean isOpen() {
    carry();
    return server.isOpen();
  }

  /** The server's handlers, the channel's own tail included. */
  List<String> serverPipeline() {
    return server.pipeline().names();
  }

  String serverCertificate() {
    try {
      var session = channel.pipeline().get(SslHandler.class).engine().getSession();
      return ((X509Certificate) session.getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  void close() {
    inside.close();
    channel.finishAndReleaseAll();
    server.finishAndReleaseAll();
  }
}
