package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.config.UserConfig;
import io.penstock.wire.auth.ScramChallenge;
import io.penstock.wire.auth.ScramClient;
import io.penstock.wire.auth.ScramKeys;
import io.penstock.wire.auth.ScramSecret;
import io.penstock.wire.auth.ScramServer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static ScramSecret hash(String in, String... words) {
    CommandRun run = CommandRun.withInput(in, words);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).endsWith("\n").hasLineCount(1);
    return ScramSecret.parse(run.out().strip());
  }

  private static boolean letsIn(ScramSecret secret, String password) {
    ScramServer server = new ScramServer(secret);
    ScramClient client = ScramClient.start(List.of(ScramServer.MECHANISM), null);
    ScramChallenge challenge = client.challenge(server.challenge(client.clientFirst()));
    ScramKeys keys = ScramKeys.derive(password, challenge.salt(), challenge.iterations());
    return server.verify(client.clientFinal(keys));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "with spaces ", "naïve ünïcode €", "'\"\\$"})
  void theSecretLetsInWhoKnowsThePasswordAndNobodyElse(String password) {
    ScramSecret secret = hash(password + "\n", "hash-password");
    assertThat(letsIn(secret, password)).isTrue();
    assertThat(letsIn(secret, password + "x")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "secret\n", "secret\r\n", "secret\nmore\n"})
  void thePasswordIsTheFirstLineWithoutItsEnd(String in) {
    assertThat(hash(in, "hash-password").matches("secret")).isTrue();
  }

  @Test
  void everySecretHasItsOwnSalt() {
    assertThat(hash("secret", "hash-password").salt())
        .isNotEqualTo(hash("secret", "hash-password").salt());
  }

  @Test
  void theIterationsAreTheOnesAskedFor() {
    assertThat(hash("secret", "hash-password").iterations()).isEqualTo(4096);
    assertThat(hash("secret", "hash-password", "--iterations", "10000").iterations())
        .isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "4095", "1000001"})
  void tooFewOrTooManyIterationsAreRefused(String iterations) {
    CommandRun run = CommandRun.withInput("secret", "hash-password", "--iterations", iterations);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("--iterations " + iterations, "4096 to 1000000")
        .doesNotContain("secret");
  }

  @Test
  void noPasswordIsRefused() {
    CommandRun run = CommandRun.withInput("\n", "hash-password");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("the password is empty");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    CommandRun run = CommandRun.withInput(new byte[] {'a', (byte) 0xff, '\n'}, "hash-password");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("not in UTF-8");
  }

  @Test
  void aPasswordWithoutEndIsRefused() {
    CommandRun run = CommandRun.withInput("x".repeat(100_000), "hash-password");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("longer than 1024 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "null", "with: colon", "quo\"ted\\", "Grüße"})
  void withAUserTheLineFitsIntoTheFile(String user) {
    String line = CommandRun.withInput("secret", "hash-password", "--user", user).out();
    PenstockConfig config =
        ConfigLoader.parse("users:\n" + line + "databases: {shop: {nodes: [{host: 127.0.0.1}]}}\n");
    UserConfig parsed = Objects.requireNonNull(config.users().get(user));
    String secret = Objects.requireNonNull(parsed.password()).reveal();
    assertThat(ScramSecret.parse(secret).matches("secret")).isTrue();
  }
}
