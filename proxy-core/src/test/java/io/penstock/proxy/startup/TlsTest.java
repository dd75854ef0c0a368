package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.Secret;
import io.penstock.proxy.auth.BackendProof;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.auth.ScramClient;
import io.penstock.wire.backend.AuthenticationCleartextPassword;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.CancelRequest;
import io.penstock.wire.frontend.GssEncRequest;
import io.penstock.wire.frontend.PasswordMessage;
import io.penstock.wire.frontend.SslRequest;
import io.penstock.wire.frontend.Sync;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static final String CERTIFICATE_RULE =
      "authentication: {rules: [{type: hostssl, method: certificate}]}\n";

  @ParameterizedTest
  @ValueSource(strings = {"allow", "prefer", "require"})
  void aClientThatAsksGetsTlsAndLogsInThroughIt(String mode) {
    TestProxy proxy = TestProxy.with(TlsFiles.listen(mode));
    TlsClient client = TlsClient.asking(proxy);
    assertThat(client.serverCertificate()).contains("CN=localhost");
    ScramClient scram = client.startsUp("app", "shop").scram("sesame");
    assertThat(scram).isNotNull();
    AuthenticatedClient in = proxy.door.clients.remove();
    assertThat(in.tls()).isTrue();
    assertThat(client.serverPipeline()).hasSize(2).anyMatch(name -> name.contains("Ssl"));
    client.close();
  }

  @Test
  void tlsMayFollowADeclinedRequestForGssEncryption() {
    TestProxy proxy = TestProxy.with(TlsFiles.listen("require"));
    StartupClient plain = proxy.client().sends(GssEncRequest.INSTANCE);
    assertThat(plain.letter()).isEqualTo('N');
    TlsClient client = TlsClient.asking(plain);
    client.startsUp("app", "shop").scram("sesame");
    assertThat(proxy.door.clients.remove().tls()).isTrue();
    client.close();
  }

  @Test
  void underDisableTlsIsDeclined() {
    StartupClient client = TestProxy.with(TlsFiles.listen("disable")).client();
    assertThat(client.sends(SslRequest.INSTANCE).letter()).isEqualTo('N');
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  void whereTlsIsRequiredAPlainStartupIsRefusedWithAHint(String mode) {
    StartupClient client = TestProxy.with(TlsFiles.listenAskingForCertificates(mode)).client();
    ErrorFields refusal = client.startsUp("app", "shop").refusal();
    assertThat(refusal.sqlState()).isEqualTo("28000");
    assertThat(refusal.hint()).contains("sslmode=require");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void withinTlsNeitherTlsNorGssEncryptionIsAskedForAgain() {
    for (var request :
        new io.penstock.wire.frontend.StartupPacket[] {
          SslRequest.INSTANCE, GssEncRequest.INSTANCE
        }) {
      TlsClient client = TlsClient.asking(TestProxy.with(TlsFiles.listen("prefer")));
      client.sends(request);
      assertThat(client.refusal().sqlState()).isEqualTo("0A000");
      assertThat(client.isOpen()).isFalse();
      client.close();
    }
  }

  @Test
  void tlsAtOnceIsTakenWithTheRightApplicationProtocol() {
    TestProxy proxy = TestProxy.with(TlsFiles.listen("require"));
    TlsClient client = TlsClient.direct(proxy, "postgresql");
    client.startsUp("app", "shop").scram("sesame");
    assertThat(proxy.door.clients.remove().tls()).isTrue();
    client.close();
  }

  @Test
  void withinTlsThatBeganAtOnceARequestForTlsIsDeclined() {
    TlsClient client = TlsClient.direct(TestProxy.with(TlsFiles.listen("require")), "postgresql");
    assertThat(client.sends(SslRequest.INSTANCE).letter()).isEqualTo('N');
    client.close();
  }

  @ParameterizedTest
  @CsvSource({"''", "http/1.1"})
  void tlsAtOnceWithoutTheApplicationProtocolIsClosed(String protocol) {
    TestProxy proxy = TestProxy.with(TlsFiles.listen("require"));
    TlsClient client = TlsClient.direct(proxy, protocol);
    client.startsUp("app", "shop");
    assertThat(client.isOpen()).isFalse();
    assertThat(client.replies()).isEmpty();
    assertThat(proxy.reception.strangers()).isZero();
    client.close();
  }

  @Test
  void plainBytesInsteadOfAHandshakeAreClosed() {
    TestProxy proxy = TestProxy.with(TlsFiles.listen("prefer"));
    StartupClient client = proxy.client();
    assertThat(client.sends(SslRequest.INSTANCE).letter()).isEqualTo('S');
    client.startsUp("app", "shop");
    assertThat(client.isOpen()).isFalse();
    assertThat(proxy.door.clients).isEmpty();
    assertThat(proxy.reception.strangers()).isZero();
    client.close();
  }

  @Test
  void aCancelRequestMayComeWithinTls() {
    TestProxy proxy = TestProxy.with(TlsFiles.listen("require"));
    TlsClient client = TlsClient.asking(proxy);
    client.sends(new CancelRequest(7, Bytes.utf8("1234")));
    assertThat(proxy.door.cancels).hasSize(1);
    proxy.door.cancelsDone.getFirst().run();
    assertThat(client.isOpen()).isFalse();
    client.close();
  }

  @Test
  void aPlainPasswordIsAskedForWithinTls() {
    TestProxy proxy =
        TestProxy.with(TlsFiles.listen("require") + "authentication: {method: password}\n");
    TlsClient client = TlsClient.asking(proxy);
    client.startsUp("scram", "shop");
    client.reply(AuthenticationCleartextPassword.class);
    client.sends(new PasswordMessage("sesame"));
    assertThat(client.reply(AuthenticationOk.class)).isNotNull();
    assertThat(proxy.door.clients.remove().proof())
        .isEqualTo(new BackendProof.Password(Secret.of("sesame")));
    client.close();
  }

  @Test
  void aVerifiedCertificateThatNamesTheUserIsProofEnough() {
    TestProxy proxy =
        TestProxy.with(TlsFiles.listenAskingForCertificates("require") + CERTIFICATE_RULE);
    TlsClient client = TlsClient.asking(proxy, "test-client-app");
    client.startsUp("app", "shop");
    assertThat(client.reply(AuthenticationOk.class)).isNotNull();
    client.close();
  }

  @Test
  void aCertificateOfAnotherUserOrNoneIsNoProof() {
    TestProxy proxy =
        TestProxy.with(TlsFiles.listenAskingForCertificates("require") + CERTIFICATE_RULE);
    TlsClient another = TlsClient.asking(proxy, "test-client-app");
    TlsClient none = TlsClient.asking(proxy);
    for (TlsClient client : new TlsClient[] {another, none}) {
      assertThat(client.startsUp("scram", "shop").refusal())
          .isEqualTo(
              ErrorFields.fatal("28000", "certificate authentication failed for user \"scram\""));
      client.close();
    }
  }

  @Test
  void aForgedCertificateEndsTheHandshake() {
    TestProxy proxy =
        TestProxy.with(TlsFiles.listenAskingForCertificates("require") + CERTIFICATE_RULE);
    TlsClient client = TlsClient.asking(proxy, "test-client-forged");
    assertThat(client.isOpen()).isFalse();
    assertThatThrownBy(client::close)
        .hasCauseInstanceOf(SSLException.class)
        .hasMessageContaining("fatal alert");
    assertThat(proxy.door.clients).isEmpty();
    assertThat(proxy.reception.strangers()).isZero();
  }

  @Test
  void underVerifyCaEveryClientMustShowACertificateWhateverTheMethod() {
    TestProxy proxy = TestProxy.with(TlsFiles.listenAskingForCertificates("verify-ca"));
    TlsClient without = TlsClient.asking(proxy);
    ErrorFields refusal = without.startsUp("app", "shop").refusal();
    assertThat(refusal.sqlState()).isEqualTo("28000");
    assertThat(refusal.message()).isEqualTo("connection requires a valid client certificate");
    without.close();
    TlsClient with = TlsClient.asking(proxy, "test-client-app");
    with.startsUp("scram", "shop").scram("sesame");
    assertThat(proxy.door.clients).hasSize(1);
    with.close();
  }

  @Test
  void underVerifyFullTheCertificateMustNameTheUser() {
    TestProxy proxy = TestProxy.with(TlsFiles.listenAskingForCertificates("verify-full"));
    TlsClient another = TlsClient.asking(proxy, "test-client-app");
    assertThat(another.startsUp("scram", "shop").refusal().sqlState()).isEqualTo("28000");
    another.close();
    TlsClient own = TlsClient.asking(proxy, "test-client-app");
    own.startsUp("app", "shop").scram("sesame");
    assertThat(proxy.door.clients).hasSize(1);
    own.close();
  }

  @Test
  void whatFollowsTheLoginWithinTlsIsHandedOver() {
    TestProxy proxy =
        TestProxy.with(
            TlsFiles.listen("require")
                + "authentication: {rules: [{address: 10.0.0.0/8, method: trust}]}\n");
    TlsClient client = TlsClient.asking(proxy);
    client.sends(
        StartupClient.startup(ProtocolVersion.V3_0, "user", "app", "database", "shop"),
        Sync.INSTANCE);
    assertThat(proxy.door.pending)
        .containsExactly(Bytes.of((byte) 'S', (byte) 0, (byte) 0, (byte) 0, (byte) 4));
    client.close();
  }
}
