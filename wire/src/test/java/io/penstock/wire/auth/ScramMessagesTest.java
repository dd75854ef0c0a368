package io.penstock.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each side refuses, and what it tolerates. */
class ScramMessagesTest {
  private static final ScramKeys KEYS = ScramKeys.derive("pencil", Bytes.utf8("salt"), 2);
  private static final String PROOF = Base64.getEncoder().encodeToString(new byte[32]);

  @ParameterizedTest
  @ValueSource(strings = {"n,,n=,r=abc", "y,,n=,r=abc", "n,,n=user,r=abc,x=1", "n,,n=\u00e9,r=!~"})
  void theServerTakesWhatDriversSend(String clientFirst) {
    ScramServer server = new ScramServer(KEYS.secret(), "SERVER");
    String nonce = clientFirst.contains("abc") ? "abc" : "!~";
    assertThat(server.challenge(Bytes.utf8(clientFirst)).toUtf8())
        .isEqualTo("r=" + nonce + "SERVER,s=c2FsdA==,i=2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "n,",
        "n,,",
        "x,,n=,r=abc",
        "n;,n=,r=abc",
        "n,b=,n=,r=abc",
        "n,,r=abc",
        "n,,n=",
        "n,,n=,r=",
        "n,,n=,r=a b",
        "n,,n=,r=\u00e9",
        "n,,n=,r=abc,nonsense",
        "n,,n=,x=1,r=abc"
      })
  void theServerRefusesAMalformedFirstMessage(String clientFirst) {
    refused("08P01", () -> new ScramServer(KEYS.secret()).challenge(Bytes.utf8(clientFirst)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p=tls-server-end-point,,n=,r=abc",
        "p=,,n=,r=abc",
        "n,a=admin,n=,r=abc",
        "n,,m=ext,n=,r=abc"
      })
  void theServerRefusesBindingOtherIdentitiesAndMandatoryExtensions(String clientFirst) {
    refused("0A000", () -> new ScramServer(KEYS.secret()).challenge(Bytes.utf8(clientFirst)));
  }

  @Test
  void theServerRefusesAMalformedFinalMessage() {
    for (String clientFinal :
        List.of(
            "",
            "c=biws",
            "c=biws,r=abcSERVER",
            "c=eSws,r=abcSERVER,p=" + PROOF,
            "c=biws,r=abcSERVEr,p=" + PROOF,
            "c=biws,r=abc,p=" + PROOF,
            "c=biws,r=abcSERVER,p=",
            "c=biws,r=abcSERVER,p=AAAA",
            "c=biws,r=abcSERVER,p=!!!!",
            "c=biws,r=abcSERVER,p=" + PROOF + ",x=1",
            "r=abcSERVER,c=biws,p=" + PROOF)) {
      ScramServer server = new ScramServer(KEYS.secret(), "SERVER");
      server.challenge(Bytes.utf8("n,,n=,r=abc"));
      refused("08P01", () -> server.verify(Bytes.utf8(clientFinal)));
    }
  }

  @Test
  void aClientThatCouldBindMustSayTheSameTwice() {
    ScramServer server = new ScramServer(KEYS.secret(), "SERVER");
    server.challenge(Bytes.utf8("y,,n=,r=abc"));
    refused("08P01", () -> server.verify(Bytes.utf8("c=biws,r=abcSERVER,p=" + PROOF)));
    ScramClient client = new ScramClient("SCRAM-SHA-256", "y,,", Bytes.EMPTY, "abc");
    ScramServer honest = new ScramServer(KEYS.secret());
    client.challenge(honest.challenge(client.clientFirst()));
    assertThat(honest.verify(client.clientFinal(KEYS))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "r=abc,s=c2FsdA==,i=2",
        "r=abdX,s=c2FsdA==,i=2",
        "r=Xabc,s=c2FsdA==,i=2",
        "m=x,r=abcX,s=c2FsdA==,i=2",
        "r=abcX,s=?,i=2",
        "r=abcX,s=c2FsdA==",
        "r=abcX,s=c2FsdA==,i=",
        "r=abcX,s=c2FsdA==,i=0",
        "r=abcX,s=c2FsdA==,i=-1",
        "r=abcX,s=c2FsdA==,i=1000001",
        "r=abcX,s=c2FsdA==,i=99999999999999999999",
        "r=abcX,s=c2FsdA==,i=٣",
        "i=2,r=abcX,s=c2FsdA=="
      })
  void theClientRefusesAMalformedOrDearChallenge(String serverFirst) {
    ScramClient client = new ScramClient("SCRAM-SHA-256", "n,,", Bytes.EMPTY, "abc");
    client.clientFirst();
    refused("08P01", () -> client.challenge(Bytes.utf8(serverFirst)));
  }

  @Test
  void theClientBindsToTheChannelWhenItCan() {
    Bytes hash = Bytes.utf8("hash of the certificate");
    List<String> both = List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256");
    List<String> plain = List.of("SCRAM-SHA-256");
    assertStart(ScramClient.start(both, hash), "SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,n=");
    assertStart(ScramClient.start(both, null), "SCRAM-SHA-256", "n,,n=");
    assertStart(ScramClient.start(plain, hash), "SCRAM-SHA-256", "y,,n=");
    assertStart(ScramClient.start(plain, null), "SCRAM-SHA-256", "n,,n=");
    refused("0A000", () -> ScramClient.start(List.of("SCRAM-SHA-512"), hash));
    refused("0A000", () -> ScramClient.start(List.of("SCRAM-SHA-256-PLUS"), null));
  }

  @Test
  void theBindingIsTheHeaderAndTheHash() {
    ScramClient client =
        new ScramClient(
            "SCRAM-SHA-256-PLUS", "p=tls-server-end-point,,", Bytes.of(new byte[] {-1, 0}), "abc");
    client.clientFirst();
    client.challenge(Bytes.utf8("r=abcX,s=c2FsdA==,i=2"));
    byte[] header = "p=tls-server-end-point,,\u00ff\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(client.clientFinal(KEYS).toUtf8())
        .startsWith("c=" + Base64.getEncoder().encodeToString(header) + ",r=abcX,p=");
  }

  @Test
  void noncesAreNewEachTime() {
    assertThat(ScramClient.start(List.of("SCRAM-SHA-256"), null).clientFirst())
        .isNotEqualTo(ScramClient.start(List.of("SCRAM-SHA-256"), null).clientFirst());
  }

  @Test
  void chanceIsRefusedCleanlyOnBothSides() {
    Random random = new Random(3);
    String alphabet = "ny,,,==acmnrsipve0129Aé\0 ";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder(i % 2 == 0 ? "n,,n=," : "");
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Bytes message = Bytes.utf8(text.toString());
      attempt(() -> new ScramServer(KEYS.secret(), "S").challenge(message));
      ScramServer server = new ScramServer(KEYS.secret(), "S");
      server.challenge(Bytes.utf8("n,,n=,r=a"));
      attempt(() -> server.verify(message));
      ScramClient client = new ScramClient("SCRAM-SHA-256", "n,,", Bytes.EMPTY, "a");
      client.clientFirst();
      attempt(() -> client.challenge(message));
    }
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (ProtocolException e) {
      assertThat(e.sqlState()).isIn("08P01", "0A000");
    }
  }

  private static void assertStart(ScramClient client, String mechanism, String prefix) {
    assertThat(client.mechanism()).isEqualTo(mechanism);
    assertThat(client.clientFirst().toUtf8()).startsWith(prefix);
  }

  private static void refused(String sqlState, Runnable step) {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(step::run)
        .satisfies(e -> assertThat(e.sqlState()).isEqualTo(sqlState));
  }
}
