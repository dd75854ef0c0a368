package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.SslRequest;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets, where reading is off unless the handler asks for it. */
class StartupSocketTest {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();

  private InetSocketAddress serve(TestProxy proxy) throws InterruptedException {
    Channel listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(proxy.reception.newHandler());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    return (InetSocketAddress) listener.localAddress();
  }

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    virtual.close();
  }

  private static void send(Socket socket, FrontendMessage message, int piece) throws IOException {
    ByteBuf out = Unpooled.buffer();
    message.encode(out);
    while (out.isReadable()) {
      byte[] bytes = new byte[Math.min(piece, out.readableBytes())];
      out.readBytes(bytes);
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }
  }

  private static BackendMessage receive(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte type = in.readByte();
    byte[] payload = new byte[in.readInt() - 4];
    in.readFully(payload);
    return BackendMessage.decode(type, Unpooled.wrappedBuffer(payload));
  }

  private static void logIn(Socket socket, String user, String password, int piece)
      throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    send(
        socket,
        StartupClient.startup(ProtocolVersion.V3_0, "user", user, "database", "shop"),
        piece);
    StartupClient.scram(
        password,
        () -> {
          try {
            return List.of(receive(socket));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        message -> {
          try {
            send(socket, message, piece);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10_000})
  void aLoginInPiecesOfAnySizeSucceeds(int piece) throws Exception {
    TestProxy proxy = TestProxy.with("", virtual);
    InetSocketAddress address = serve(proxy);
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      logIn(socket, "app", "sesame", piece);
      receive(socket);
      assertThat(receive(socket)).isEqualTo(AuthenticationOk.INSTANCE);
      assertThat(proxy.door.clients.take().address()).isEqualTo(socket.getLocalSocketAddress());
    }
  }

  @Test
  void aRefusedClientReadsWhyBeforeTheConnectionEnds() throws Exception {
    TestProxy proxy = TestProxy.with("", virtual);
    InetSocketAddress address = serve(proxy);
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      logIn(socket, "nobody", "wrong", 10_000);
      ErrorResponse refusal = (ErrorResponse) receive(socket);
      assertThat(refusal.fields().sqlState()).isEqualTo("28P01");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(proxy.door.rejected.take()).isEqualTo("28P01");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLoginThroughTlsSucceedsWhetherAskedForOrBegunAtOnce(boolean direct) throws Exception {
    TestProxy proxy = TestProxy.with(TlsFiles.listen("require"), virtual);
    InetSocketAddress address = serve(proxy);
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      if (!direct) {
        send(socket, SslRequest.INSTANCE, 100);
        assertThat(socket.getInputStream().read()).isEqualTo('S');
      }
      SSLSocket tls =
          (SSLSocket) context().getSocketFactory().createSocket(socket, "localhost", 1, true);
      if (direct) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"postgresql"});
        tls.setSSLParameters(parameters);
      }
      tls.startHandshake();
      logIn(tls, "app", "sesame", 10_000);
      receive(tls);
      assertThat(receive(tls)).isEqualTo(AuthenticationOk.INSTANCE);
      assertThat(proxy.door.clients.take().tls()).isTrue();
    }
  }

  @Test
  void aReloadedCertificateIsShownToTheNextClient() throws Exception {
    // Covered on sockets because a certificate is what a client sees of it.
    TestProxy proxy = TestProxy.with(TlsFiles.listen("require"), virtual);
    InetSocketAddress address = serve(proxy);
    assertThat(certificateName(address)).contains("CN=localhost");
    proxy.reload(TlsFiles.listen("require").replace("test-server", "test-server-renewed"));
    assertThat(certificateName(address)).contains("CN=renewed");
  }

  private static String certificateName(InetSocketAddress address) throws Exception {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      send(socket, SslRequest.INSTANCE, 100);
      assertThat(socket.getInputStream().read()).isEqualTo('S');
      SSLSocket tls =
          (SSLSocket) context().getSocketFactory().createSocket(socket, "localhost", 1, true);
      tls.startHandshake();
      return tls.getSession().getPeerPrincipal().getName();
    }
  }

  private static SSLContext context() throws Exception {
    var store = java.security.KeyStore.getInstance(java.security.KeyStore.getDefaultType());
    store.load(null);
    try (var in = java.nio.file.Files.newInputStream(TlsFiles.path("test-ca.pem"))) {
      store.setCertificateEntry(
          "ca", java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var trust =
        javax.net.ssl.TrustManagerFactory.getInstance(
            javax.net.ssl.TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
