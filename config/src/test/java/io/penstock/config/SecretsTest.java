package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are shown nowhere: not in messages, not in what records print, not in differences. */
class SecretsTest {
  private static final String SHOP = "databases: {shop: {nodes: [{host: a}]}}\n";

  @Test
  void aSecretPrintsAsStarsAndComparesByValue() {
    Secret secret = Secret.of("hunter2");
    assertThat(secret).hasToString("***").isEqualTo(Secret.of("hunter2"));
    assertThat(secret).isNotEqualTo(Secret.of("hunter3")).isNotEqualTo("hunter2");
    assertThat(secret).hasSameHashCodeAs(Secret.of("hunter2"));
    assertThat(secret.reveal()).isEqualTo("hunter2");
  }

  @Test
  void noSecretIsInWhatARecordPrints() {
    PenstockConfig config =
        ConfigLoader.parse(
            """
            admin: {token: hunter2}
            users: {app: {password: hunter2}}
            databases:
              shop:
                nodes: [{host: a, user: u, password: hunter2}]
                user: u
                password: hunter2
            """);
    assertThat(config.toString()).doesNotContain("hunter2").contains("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users: {app: hunter2}",
        "users: {app: [hunter2]}",
        "users: hunter2",
        "users: {app: {pasword: hunter2}}",
        "users: {app: {password: {value: hunter2}}}",
        "users: {app: {password: [hunter2]}}",
        "users: {app: {password: x, password: hunter2}}",
        "users: {app: {password: 'SCRAM-SHA-256$hunter2'}}",
        "users: {app: {password: '${ABSENT}hunter2'}}",
        "users: {app: {password: 'hunter2${'}}",
        "users: {app: {password: \"hunter2}}",
        "users: {app: {password: \"hunter2\\q\"}}",
        "users: {app: {password: @hunter2}}",
        "users: {app: {password: %hunter2}}",
        "users: {app: {password: hunter2}: 1}",
        "users: {app: {password: *hunter2}}",
        "users: {app: {password: &hunter2 &x }}",
        "users: {app: {password: !<hunter2 x}}",
        "users: {app: {password: !hunter2!x y}}",
        "users: {app: {password: !hunter2}}",
        "users: {app: {password: &hunter2}}",
        "users: {app: {*hunter2 : y}}",
        "users: {app: {? &hunter2 [x] : y}}",
        "users:\n  app:\n    password: hunter2\n   x: 1",
        "users:\n  app:\n    password: hunter2: hunter2",
        "users:\n  app:\n    password: |hunter2",
        "admin: {token: {a: hunter2}}",
        "listen: {address: '${SECRET} '}",
        "pool: {size: '${SECRET}'}",
        "pool: {mode: '${SECRET}'}",
        "admin: {users: [\"${SECRET}\\0\"]}",
      })
  void noSecretIsInAMessage(String yaml) {
    InvalidConfigException failure =
        ConfigSamples.failure(
            SHOP + yaml + "\n", new TestEnvironment().variable("SECRET", "hunter2"));
    assertThat(failure.getMessage()).doesNotContain("hunter2");
    assertThat(failure).hasNoCause();
  }

  @Test
  void aSecretMayComeFromTheEnvironmentOrAFileOfWhichTheLastLineBreakIsDropped() {
    Environment environment =
        new TestEnvironment()
            .variable("PASSWORD", "file:not-followed")
            .variable("NAME", "pw")
            .variable("EMPTY", "")
            .file("/run/pw", "from file\n\n")
            .file("/run/crlf", "windows\r\n");
    PenstockConfig config =
        ConfigLoader.parse(
            """
            users:
              a: {password: "${PASSWORD}"}
              b: {password: "file:/run/${NAME}"}
              c: {password: file:/run/crlf}
              d: {password: "x${ABSENT:-y}z"}
              e: {password: "${EMPTY:-y}"}
              f: {password: "$${NAME}"}
              g: {password: 0123}
              h: {password: "a$b$$c"}
            databases: {shop: {nodes: [{host: a, port: "${PORT:-5444}"}]}}
            """,
            environment);
    assertThat(config.users().values())
        .extracting(user -> Objects.requireNonNull(user.password()).reveal())
        .containsExactly(
            "file:not-followed", "from file\n", "windows", "xyz", "y", "${NAME}", "0123", "a$b$$c");
    assertThat(ConfigSamples.database(config, "shop").nodes().getFirst().port()).isEqualTo(5444);
  }
}
