package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigReference;
import io.penstock.config.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @Test
  void withoutACommandTheUsageGoesToStandardErrorAndTheExitCodeIs2() {
    CommandRun run = CommandRun.of();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: penstock", "run", "check", "demo", "hash-password");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fly", "check", "run", "run a b", "version --loud", "demo --port many", "--tour"})
  void whatIsNotUnderstoodIsSaidAndTheExitCodeIs2(String words) {
    CommandRun run = CommandRun.of(words.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: penstock");
  }

  @Test
  void helpOfACommandGoesToStandardOutput() {
    CommandRun run = CommandRun.of("demo", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("--tour", "--port=N", "--http-port=N", "6432", "6480");
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--version"})
  void versionTellsTheBuildAndTheJava(String word) {
    CommandRun run = CommandRun.of(word);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .matches("penstock \\S+ \\(Java " + System.getProperty("java.version") + ", .+\\)\n");
  }

  @Test
  void schemaPrintsTheSchemaAndNothingElse() {
    assertThat(CommandRun.of("schema")).isEqualTo(new CommandRun(0, JsonSchema.render(), ""));
  }

  @Test
  void configReferencePrintsThePageAndNothingElse() {
    assertThat(CommandRun.of("config-reference"))
        .isEqualTo(new CommandRun(0, ConfigReference.render(), ""));
  }
}
