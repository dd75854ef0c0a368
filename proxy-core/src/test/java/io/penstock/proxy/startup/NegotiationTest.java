package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.AuthenticationSasl;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.NegotiateProtocolVersion;
import io.penstock.wire.frontend.CancelRequest;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.GssEncRequest;
import io.penstock.wire.frontend.SslRequest;
import io.penstock.wire.frontend.StartupMessage;
import io.penstock.wire.frontend.Terminate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes before the login, without TLS. */
class NegotiationTest {
  private static final String TRUST =
      "authentication: {rules: [{address: 10.0.0.0/8, method: trust}]}\n";

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "G", "SG", "GS"})
  void requestsForEncryptionAreDeclinedOnceEachInEitherOrder(String requests) {
    for (boolean bytewise : new boolean[] {false, true}) {
      StartupClient client = TestProxy.with(TRUST).client();
      if (bytewise) {
        client.bytewise();
      }
      for (int i = 0; i < requests.length(); i++) {
        client.sends(request(requests.charAt(i)));
        assertThat(client.letter()).isEqualTo('N');
      }
      client.startsUp("app", "shop");
      assertThat(client.reply(AuthenticationOk.class)).isNotNull();
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SS", "GG", "SGS", "GSG", "SGG", "GSS"})
  void aRequestThatIsRepeatedIsAnUnsupportedProtocol(String requests) {
    StartupClient client = TestProxy.with(TRUST).client();
    for (int i = 0; i < requests.length() - 1; i++) {
      client.sends(request(requests.charAt(i)));
      assertThat(client.letter()).isEqualTo('N');
    }
    client.sends(request(requests.charAt(requests.length() - 1)));
    assertThat(client.refusal().sqlState()).isEqualTo("0A000");
    assertThat(client.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(chars = {'S', 'G'})
  void whatComesTogetherWithARequestForEncryptionIsRefused(char request) {
    TestProxy proxy = TestProxy.with(TRUST + TlsFiles.listen("prefer"));
    StartupClient client = proxy.client();
    client.sends(request(request), StartupClient.startup(ProtocolVersion.V3_0, "user", "app"));
    ErrorFields refusal = client.refusal();
    assertThat(refusal.sqlState()).isEqualTo("08P01");
    assertThat(refusal.message()).contains("received unencrypted data after");
    assertThat(client.isOpen()).isFalse();
    assertThat(proxy.door.clients).isEmpty();
  }

  private static FrontendMessage request(char letter) {
    return letter == 'S' ? SslRequest.INSTANCE : GssEncRequest.INSTANCE;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S"})
  void aClientThatLeavesInsteadOfStartingIsClosedWithoutAWord(String requests) {
    TestProxy proxy = TestProxy.with(TRUST);
    StartupClient client = proxy.client();
    for (int i = 0; i < requests.length(); i++) {
      client.sends(request(requests.charAt(i)));
      assertThat(client.letter()).isEqualTo('N');
    }
    client.sends(Terminate.INSTANCE);
    assertThat(client.isOpen()).isFalse();
    assertThat(client.replies()).isEmpty();
    assertThat(proxy.door.rejected).isEmpty();
    assertThat(proxy.reception.strangers()).isZero();
  }

  @Test
  void tlsWithoutACertificateConfiguredIsClosedWithoutAWord() {
    StartupClient client = TestProxy.with(TRUST).client();
    client.sendsBytes((byte) 0x16, (byte) 3, (byte) 1);
    assertThat(client.isOpen()).isFalse();
    assertThat(client.replies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "196608, ''", // 3.0
    "196610, ''", // 3.2
    "196609, ''", // 3.1 was never published; PostgreSQL takes it as it is
    "196611, 3.2", // 3.3
    "206607, 3.2", // 3.9999
  })
  void aNewerMinorVersionIsAnsweredWithTheNewestThatIsSpoken(int code, String answered) {
    TestProxy proxy = TestProxy.with(TRUST);
    ProtocolVersion version = ProtocolVersion.of(code);
    StartupClient client =
        proxy.client().sends(StartupClient.startup(version, "user", "app", "database", "shop"));
    List<BackendMessage> replies = client.replies();
    if (!answered.isEmpty()) {
      assertThat(replies.removeFirst())
          .isEqualTo(new NegotiateProtocolVersion(ProtocolVersion.V3_2, List.of()));
    }
    assertThat(replies).containsExactly(AuthenticationOk.INSTANCE);
    assertThat(proxy.door.clients.remove().version())
        .isEqualTo(version.minor() >= 2 ? ProtocolVersion.V3_2 : ProtocolVersion.V3_0);
    client.close();
  }

  @Test
  void protocolOptionsNobodyKnowsAreNamedAndTheLoginGoesOn() {
    TestProxy proxy = TestProxy.with("");
    StartupMessage startup =
        StartupClient.startup(
            ProtocolVersion.V3_0,
            "user",
            "app",
            "_pq_.one",
            "1",
            "database",
            "shop",
            "_pq_.two",
            "2");
    StartupClient client = proxy.client().sends(startup);
    List<BackendMessage> replies = client.replies();
    assertThat(replies).hasSize(2);
    assertThat(replies.getFirst())
        .isEqualTo(
            new NegotiateProtocolVersion(ProtocolVersion.V3_0, List.of("_pq_.one", "_pq_.two")));
    assertThat(replies.getLast()).isInstanceOf(AuthenticationSasl.class);
    client.close();
  }

  @Test
  void anotherMajorVersionIsRefusedAsPostgresqlDoes() {
    StartupClient client = TestProxy.with(TRUST).client();
    client.sendsBytes(
        (byte) 0, (byte) 0, (byte) 0, (byte) 8, (byte) 0, (byte) 4, (byte) 0, (byte) 0);
    ErrorFields refusal = client.refusal();
    assertThat(refusal.sqlState()).isEqualTo("0A000");
    assertThat(refusal.severity()).isEqualTo("FATAL");
    assertThat(refusal.message()).startsWith("unsupported frontend protocol 4.0");
  }

  @Test
  void aStartupWithoutAUserIsRefused() {
    StartupClient client = TestProxy.with(TRUST).client();
    client.sends(StartupClient.startup(ProtocolVersion.V3_0, "database", "shop"));
    assertThat(client.refusal())
        .isEqualTo(
            ErrorFields.fatal("28000", "no PostgreSQL user name specified in startup packet"));
  }

  @Test
  void theDatabaseIsTheUsersNameUnlessNamedAndEveryParameterIsPassedOn() {
    TestProxy proxy = TestProxy.with(TRUST);
    StartupMessage startup =
        StartupClient.startup(
            ProtocolVersion.V3_0, "user", "app", "replication", "database", "options", "-c a=b");
    StartupClient client = proxy.client().sends(startup);
    assertThat(client.refusal().message()).isEqualTo("database \"app\" does not exist");
    StartupMessage named =
        StartupClient.startup(
            ProtocolVersion.V3_0, "user", "app", "database", "shop", "replication", "database");
    client = proxy.client().sends(named);
    assertThat(proxy.door.clients.remove().startup()).isEqualTo(named);
    client.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7, 10_005, 70_000, Integer.MAX_VALUE, -1})
  void aStartupPacketOfAnImpossibleLengthIsRefusedByItsLengthAlone(int length) {
    StartupClient client = TestProxy.with(TRUST).client();
    client.sendsBytes(
        (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length);
    assertThat(client.refusal().sqlState()).isEqualTo("08P01");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void anHttpRequestIsRefused() {
    StartupClient client = TestProxy.with(TRUST).client();
    client.sendsBytes("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.refusal().sqlState()).isEqualTo("08P01");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aCancelRequestReachesTheDoorAndTheConnectionClosesWhenItIsDone() {
    TestProxy proxy = TestProxy.with("");
    CancelRequest request = new CancelRequest(7, Bytes.of((byte) 1, (byte) 2, (byte) 3, (byte) 4));
    StartupClient client = proxy.client().bytewise().sends(request);
    assertThat(proxy.door.cancels).containsExactly(request);
    assertThat(client.isOpen()).isTrue();
    proxy.door.cancelsDone.getFirst().run();
    assertThat(client.isOpen()).isFalse();
    assertThat(client.replies()).isEmpty();
    assertThat(proxy.reception.strangers()).isZero();
  }

  @Test
  void aCancelRequestMayFollowADeclinedRequestForTls() {
    TestProxy proxy = TestProxy.with("");
    StartupClient client = proxy.client().sends(SslRequest.INSTANCE);
    assertThat(client.letter()).isEqualTo('N');
    client.sends(new CancelRequest(7, Bytes.utf8("12345678")));
    assertThat(proxy.door.cancels).hasSize(1);
    client.close();
  }

  @Test
  void aConnectionThatJustClosesLeavesNothingBehind() {
    TestProxy proxy = TestProxy.with("");
    StartupClient client = proxy.client();
    assertThat(proxy.reception.strangers()).isOne();
    client.channel.disconnect().syncUninterruptibly();
    assertThat(proxy.reception.strangers()).isZero();
    assertThat(proxy.door.rejected).isEmpty();
    client.close();
  }
}
