package io.penstock.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Client and server against RFC 7677's example, and against each other. */
class ScramExchangeTest {
  private static final Bytes SALT =
      Bytes.of(Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
  private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
  private static final String SERVER_FIRST =
      "r=" + CLIENT_NONCE + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String CLIENT_FINAL =
      "c=biws,r=" + CLIENT_NONCE + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private static final ScramKeys PENCIL = ScramKeys.derive("pencil", SALT, 4096);

  @Test
  void theClientSaysWhatTheRfcSays() {
    ScramClient client = new ScramClient("SCRAM-SHA-256", "n,,", Bytes.EMPTY, CLIENT_NONCE);
    assertThat(client.clientFirst("user").toUtf8()).isEqualTo(CLIENT_FIRST);
    assertThat(client.challenge(Bytes.utf8(SERVER_FIRST)))
        .isEqualTo(new ScramChallenge(SALT, 4096));
    assertThat(client.clientFinal(PENCIL).toUtf8()).isEqualTo(CLIENT_FINAL);
    client.verify(Bytes.utf8(SERVER_FINAL));
  }

  @Test
  void theServerSaysWhatTheRfcSays() {
    ScramServer server = new ScramServer(PENCIL.secret(), SERVER_NONCE);
    assertThat(server.challenge(Bytes.utf8(CLIENT_FIRST)).toUtf8()).isEqualTo(SERVER_FIRST);
    assertThat(server.verify(Bytes.utf8(CLIENT_FINAL))).isTrue();
    assertThat(server.serverFinal().toUtf8()).isEqualTo(SERVER_FINAL);
    assertThat(server.keys()).isEqualTo(PENCIL);
  }

  @Test
  void theKeysOfAClientsLoginLogInToABackendWithTheSameSecret() {
    ScramSecret secret = ScramSecret.create("pass through");
    ScramServer proxy = new ScramServer(secret);
    ScramClient application = ScramClient.start(List.of("SCRAM-SHA-256"), null);
    ScramChallenge challenge = application.challenge(proxy.challenge(application.clientFirst()));
    ScramKeys derived = ScramKeys.derive("pass through", challenge.salt(), challenge.iterations());
    assertThat(proxy.verify(application.clientFinal(derived))).isTrue();
    application.verify(proxy.serverFinal());

    ScramServer backend = new ScramServer(ScramSecret.parse(secret.format()));
    ScramClient towardsBackend = ScramClient.start(List.of("SCRAM-SHA-256"), null);
    towardsBackend.challenge(backend.challenge(towardsBackend.clientFirst()));
    assertThat(backend.verify(towardsBackend.clientFinal(proxy.keys()))).isTrue();
    towardsBackend.verify(backend.serverFinal());
  }

  @Test
  void theKeysOfAnotherSaltAreRefusedBeforeAProofIsSent() {
    ScramClient client = ScramClient.start(List.of("SCRAM-SHA-256"), null);
    ScramServer server = new ScramServer(ScramSecret.create("pencil"));
    client.challenge(server.challenge(client.clientFirst()));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> client.clientFinal(PENCIL))
        .satisfies(e -> assertThat(e.sqlState()).isEqualTo("28000"));
  }

  @Test
  void aWrongPasswordFailsWithoutGivingAwayKeys() {
    ScramServer server = new ScramServer(PENCIL.secret(), SERVER_NONCE);
    ScramClient client = ScramClient.start(List.of("SCRAM-SHA-256"), null);
    client.challenge(server.challenge(client.clientFirst()));
    Bytes proof = client.clientFinal(ScramKeys.derive("Pencil", SALT, 4096));
    assertThat(server.verify(proof)).isFalse();
    assertThatIllegalStateException().isThrownBy(server::serverFinal);
    assertThatIllegalStateException().isThrownBy(server::keys);
    assertThatIllegalStateException().isThrownBy(() -> server.verify(proof));
  }

  @Test
  void aProofTamperedInAnyBitFails() {
    byte[] proof = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    String prefix = CLIENT_FINAL.substring(0, CLIENT_FINAL.indexOf(",p=") + 3);
    for (int bit = 0; bit < proof.length * 8; bit++) {
      byte[] tampered = proof.clone();
      tampered[bit / 8] ^= (byte) (1 << bit % 8);
      ScramServer server = new ScramServer(PENCIL.secret(), SERVER_NONCE);
      server.challenge(Bytes.utf8(CLIENT_FIRST));
      Bytes message = Bytes.utf8(prefix + Base64.getEncoder().encodeToString(tampered));
      assertThat(server.verify(message)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void aProofReplayedInAnotherExchangeIsRefused() {
    ScramServer server = new ScramServer(PENCIL.secret());
    server.challenge(Bytes.utf8(CLIENT_FIRST));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> server.verify(Bytes.utf8(CLIENT_FINAL)));
  }

  @Test
  void aServerThatDoesNotKnowTheSecretIsFoundOut() {
    for (String forged :
        List.of(
            SERVER_FINAL.replace("v=6", "v=7"),
            "v=",
            "v=" + Base64.getEncoder().encodeToString(new byte[32]))) {
      ScramClient client = provedClient();
      assertThatExceptionOfType(ProtocolException.class)
          .isThrownBy(() -> client.verify(Bytes.utf8(forged)))
          .satisfies(e -> assertThat(e.sqlState()).isEqualTo("28000"));
      assertThatIllegalStateException().isThrownBy(() -> client.verify(Bytes.utf8(SERVER_FINAL)));
    }
  }

  @Test
  void aServersRefusalIsAnInvalidPassword() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> provedClient().verify(Bytes.utf8("e=invalid-proof")))
        .satisfies(e -> assertThat(e.sqlState()).isEqualTo(SqlState.INVALID_PASSWORD));
  }

  @Test
  void strangersGetTheSameSaltEveryTimeAndNeverIn() {
    Bytes key = Bytes.of(new byte[] {1, 2, 3});
    ScramSecret mock = ScramSecret.mock(key, "mallory", 4096);
    assertThat(ScramSecret.mock(key, "mallory", 4096)).isEqualTo(mock);
    assertThat(ScramSecret.mock(key, "alice", 4096).salt()).isNotEqualTo(mock.salt());
    assertThat(ScramSecret.mock(Bytes.of(new byte[] {4}), "mallory", 4096).salt())
        .isNotEqualTo(mock.salt());
    assertThat(mock.salt().length()).isEqualTo(ScramSecret.create("x").salt().length());

    ScramServer server = new ScramServer(mock);
    ScramClient client = ScramClient.start(List.of("SCRAM-SHA-256"), null);
    ScramChallenge challenge = client.challenge(server.challenge(client.clientFirst()));
    ScramKeys guess = ScramKeys.derive("guess", challenge.salt(), challenge.iterations());
    assertThat(server.verify(client.clientFinal(guess))).isFalse();
  }

  private static ScramClient provedClient() {
    ScramClient client = new ScramClient("SCRAM-SHA-256", "n,,", Bytes.EMPTY, CLIENT_NONCE);
    client.clientFirst("user");
    client.challenge(Bytes.utf8(SERVER_FIRST));
    client.clientFinal(PENCIL);
    return client;
  }
}
