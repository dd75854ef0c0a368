package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.AuthenticationConfig;
import org.junit.jupiter.api.Test;

class UserQueryTest {
  @Test
  void theDefaultQueryTakesTheNameOnce() {
    UserQuery query = UserQuery.of(AuthenticationConfig.defaults().query());
    assertThat(query.jdbc()).endsWith("WHERE rolname = ? AND rolcanlogin");
    assertThat(query.parameters()).isEqualTo(1);
  }

  @Test
  void everyUseOfTheNameBecomesAParameter() {
    UserQuery query = UserQuery.of("SELECT $1, f($1) -- of $1");
    assertThat(query.jdbc()).isEqualTo("SELECT ?, f(?) -- of $1");
    assertThat(query.parameters()).isEqualTo(2);
  }

  @Test
  void whatOnlyLooksLikeAParameterStays() {
    UserQuery query = UserQuery.of("SELECT '$1', $tag$ $1 ? $tag$, \"$1\" FROM f($1)");
    assertThat(query.jdbc()).isEqualTo("SELECT '$1', $tag$ $1 ? $tag$, \"$1\" FROM f(?)");
  }

  @Test
  void questionMarksOfOperatorsAreNoParameters() {
    assertThat(UserQuery.of("SELECT a ?| b, '?' FROM f($1)").jdbc())
        .isEqualTo("SELECT a ??| b, '?' FROM f(?)");
  }

  @Test
  void anotherParameterIsRefused() {
    assertThatThrownBy(() -> UserQuery.of("SELECT f($1, $2)"))
        .hasMessageContaining("$2 (expected: $1");
  }

  @Test
  void aQueryThatAsksForNobodyIsRefused() {
    assertThatThrownBy(() -> UserQuery.of("SELECT 'a', 'b'")).hasMessageContaining("expected: $1");
  }
}
