package io.penstock.pool.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.config.Secret;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import io.penstock.wire.TransactionStatus;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.AuthenticationSasl;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.ReadyForQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody else than PostgreSQL answers on the port. */
class ImpostorTest {
  private final TestLogin login = new TestLogin();

  @AfterEach
  void endLoops() {
    login.close();
  }

  private ConnectFailure failWhenAnswered(TlsMode mode, byte[]... answers) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread impostor = Thread.ofVirtual().start(() -> answer(listening, answers));
      BackendTls tls = BackendTls.of(new TlsConfig(mode, null, null, null, null));
      ConnectFailure failure =
          login.fail(
              new Endpoint("pg-a", "127.0.0.1", listening.getLocalPort(), tls),
              "app",
              BackendCredentials.password(Secret.of("secret")));
      impostor.join();
      return failure;
    }
  }

  private static void answer(ServerSocket listening, byte[]... answers) {
    try (Socket socket = listening.accept()) {
      byte[] heard = new byte[1024];
      for (byte[] answer : answers) {
        assertThat(socket.getInputStream().read(heard)).isPositive();
        socket.getOutputStream().write(answer);
      }
      while (socket.getInputStream().read(heard) > 0) {
        // Until the proxy hangs up.
      }
    } catch (IOException e) {
      // The proxy has hung up.
    }
  }

  private static byte[] bytes(BackendMessage... messages) {
    ByteBuf out = Unpooled.buffer();
    for (BackendMessage message : messages) {
      message.encode(out);
    }
    return ByteBufUtil.getBytes(out);
  }

  @Test
  void bytesSlippedInBeforeTheTlsHandshakeAreRefused() throws Exception {
    ConnectFailure failure = failWhenAnswered(TlsMode.REQUIRE, new byte[] {'S', 'R', 0});
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.PROTOCOL);
    assertThat(failure.sqlState()).isEqualTo("08P01");
    assertThat(failure.message()).contains("bytes before the TLS handshake: 3 (expected: 1");
  }

  @Test
  void anAnswerToSslRequestThatIsNeitherYesNorNoIsRefused() throws Exception {
    ConnectFailure failure = failWhenAnswered(TlsMode.PREFER, new byte[] {'H'});
    assertThat(failure.message()).contains("answer to SSLRequest: byte 72 (expected: S or N)");
  }

  @Test
  void aServerThatSpeaksAnotherProtocolIsRefused() throws Exception {
    ConnectFailure failure =
        failWhenAnswered(
            TlsMode.DISABLE, "SSH-2.0-OpenSSH_9\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(failure.reason()).isEqualTo(ConnectFailureReason.PROTOCOL);
  }

  @Test
  void aFrameTooLongForALoginIsRefusedBeforeItHasCome() throws Exception {
    ConnectFailure failure = failWhenAnswered(TlsMode.DISABLE, new byte[] {'E', 0x7F, 0, 0, 0});
    assertThat(failure.message()).contains("frame length: 2130706432 (expected: 4 to 65536)");
  }

  @Test
  void successWithoutTheServersOwnProofIsRefused() throws Exception {
    ConnectFailure failure =
        failWhenAnswered(
            TlsMode.DISABLE,
            bytes(new AuthenticationSasl(List.of("SCRAM-SHA-256"))),
            bytes(AuthenticationOk.INSTANCE, ReadyForQuery.of(TransactionStatus.IDLE)));
    assertThat(failure.message()).contains("before the server proved itself");
  }

  @Test
  void readyWithoutAuthenticationIsRefused() throws Exception {
    ConnectFailure failure =
        failWhenAnswered(TlsMode.DISABLE, bytes(ReadyForQuery.of(TransactionStatus.IDLE)));
    assertThat(failure.message()).contains("ReadyForQuery before AuthenticationOk");
  }

  @Test
  void aTransactionLeftOpenByTheLoginIsRefused() throws Exception {
    ConnectFailure failure =
        failWhenAnswered(
            TlsMode.DISABLE,
            bytes(AuthenticationOk.INSTANCE, ReadyForQuery.of(TransactionStatus.IN_TRANSACTION)));
    assertThat(failure.message()).contains("IN_TRANSACTION (expected: IDLE)");
  }
}
