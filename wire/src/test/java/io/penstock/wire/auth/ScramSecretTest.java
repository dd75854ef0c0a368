package io.penstock.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected secrets were computed by Python's hashlib and hmac. */
class ScramSecretTest {
  private static final Bytes SALT =
      Bytes.of(Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
  private static final String PENCIL =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
          + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
  private static final String IX = "GJE30ugPktdf+4PN81YaRcA0nQ6ywoe8hfOFnUwnYCw=";

  @Test
  void isWhatPostgresStores() {
    assertThat(ScramSecret.derive("pencil", SALT, 4096).format()).isEqualTo(PENCIL);
    assertThat(ScramSecret.parse(PENCIL).format()).isEqualTo(PENCIL);
    assertThat(ScramSecret.parse(PENCIL)).isEqualTo(ScramSecret.derive("pencil", SALT, 4096));
  }

  @Test
  void knowsItsPassword() {
    ScramSecret secret = ScramSecret.create("pencil");
    assertThat(secret.matches("pencil")).isTrue();
    assertThat(secret.matches("Pencil")).isFalse();
    assertThat(secret.iterations()).isEqualTo(4096);
    assertThat(ScramSecret.create("pencil").salt()).isNotEqualTo(secret.salt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pencil",
        "SCRAM-SHA-256$",
        "SCRAM-SHA-256$4096:$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:AAAA",
        "SCRAM-SHA-256$4096:c2FsdA==$AAAA:AAAA",
        "SCRAM-SHA-256$4096:c2FsdA==$????:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
        "SCRAM-SHA-1$4096:c2FsdA==$AAAA:AAAA",
      })
  void refusesAMalformedSecretWithoutRepeatingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScramSecret.parse(text))
        .satisfies(e -> assertThat(e).hasMessageContaining("SCRAM"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("WG5d", "wfPL", "AAAA"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1000001", "9999999", "99999999999", "-1"})
  void refusesIterationsOutsideTheLimits(String iterations) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScramSecret.parse(PENCIL.replace("4096", iterations)));
  }

  @Test
  void refusesToDeriveOutsideTheLimits() {
    for (int iterations : new int[] {0, -1, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ScramKeys.derive("pencil", SALT, iterations));
    }
  }

  @Test
  void anEmptyPasswordHasASecretToo() {
    assertThat(storedKey("")).isEqualTo("62XNn65DTLzldXuHMHP7SdYHZBCFAD2X1XqIa3T4TjA=");
  }

  @Test
  void passwordsThatSaslPrepMakesEqualHaveTheSameSecret() {
    assertThat(storedKey("IX")).isEqualTo(IX);
    assertThat(storedKey("I\u00adX")).as("soft hyphen is dropped").isEqualTo(IX);
    assertThat(storedKey("\u2168")).as("Roman nine is normalized").isEqualTo(IX);
    assertThat(storedKey("a\u00a0b\u3000c")).isEqualTo(storedKey("a b c"));
    assertThat(storedKey("e\u0301")).isEqualTo(storedKey("\u00e9"));
  }

  @Test
  void asciiControlsStayAsInPostgres() {
    assertThat(SaslPrep.prepare("a\u0007b")).isEqualTo(new byte[] {'a', 7, 'b'});
  }

  @Test
  void whatSaslPrepForbidsIsUsedByteForByte() {
    assertThat(storedKey("\u06271"))
        .as("does not end right to left")
        .isEqualTo("CvXSSyWkkMD71Q8eQDtFaUYBZGMaL1PRJvFQzCzr920=");
    assertThat(storedKey("\u00aa\uD83E\uDD16"))
        .as("a robot is unassigned in Unicode 3.2, so nothing is normalized")
        .isEqualTo("Q6LXrMtKtN2MXnAQhFSGmo72765nZMcSbmOIzQDxACU=");
    assertThat(storedKey("caf\udce9"))
        .as("a password in Latin-1")
        .isEqualTo("Slmr/ISdx4c67Haj8Naau3iOylP5byFnibfbyYaFVcQ=");
    for (String raw :
        new String[] {"\u00ad", "\u00aa\u0007", "\u00aa\ue000", "\u0627a\u0628\u2168"}) {
      assertThat(SaslPrep.prepare(raw)).isEqualTo(raw.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void rightToLeftPasswordsAreNormalizedWhenTheyAreOneDirection() {
    assertThat(SaslPrep.prepare("\u0627\ufe8e"))
        .isEqualTo("\u0627\u0627".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void forbiddenCodePointsHaveSharpEdges() {
    int[] forbidden = {0, 0x1f, 0x7f, 0x9f, 0x340, 0x341, 0x221, 0xd800, 0xdfff, 0xfffd, 0x10ffff};
    int[] allowed = {' ', '~', 0xa1, 0x220, 0x222, 0xd7a3, 0x20000, 0x2a6d6};
    for (int c : forbidden) {
      assertThat(ForbiddenCodePoints.contains(c)).as("U+%04X", c).isTrue();
    }
    for (int c : allowed) {
      assertThat(ForbiddenCodePoints.contains(c)).as("U+%04X", c).isFalse();
    }
  }

  @Test
  void nothingSecretIsPrinted() {
    ScramKeys keys = ScramKeys.derive("pencil", SALT, 1);
    assertThat(keys).hasToString("ScramKeys[redacted, iterations=1]");
    assertThat(keys.secret()).hasToString("ScramSecret[redacted, iterations=1]");
  }

  private static String storedKey(String password) {
    Bytes key = ScramSecret.derive(password, SALT, 10).storedKey();
    return Base64.getEncoder().encodeToString(key.toArray());
  }
}
