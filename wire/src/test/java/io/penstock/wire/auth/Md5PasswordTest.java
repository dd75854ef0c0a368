package io.penstock.wire.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.wire.Bytes;
import org.junit.jupiter.api.Test;

class Md5PasswordTest {
  private static final String HASH = "md532e12f215ba27cb750c9e093ce4b5127";
  private static final Bytes SALT = Bytes.of(new byte[] {1, 2, 3, -1});
  private static final String RESPONSE = "md5c74d653ba3dd025a2b4ca331bc0672cd";

  @Test
  void theHashIsWhatPostgresStores() {
    assertThat(Md5Password.hash("password", "postgres")).isEqualTo(HASH);
  }

  @Test
  void theResponseIsOfHashAndSalt() {
    assertThat(Md5Password.response(HASH, SALT)).isEqualTo(RESPONSE);
    assertThat(Md5Password.matches(HASH, SALT, RESPONSE)).isTrue();
  }

  @Test
  void anotherSaltPasswordOrLengthDoesNotMatch() {
    assertThat(Md5Password.matches(HASH, Bytes.of(new byte[4]), RESPONSE)).isFalse();
    assertThat(Md5Password.matches(Md5Password.hash("Password", "postgres"), SALT, RESPONSE))
        .isFalse();
    assertThat(Md5Password.matches(HASH, SALT, RESPONSE.substring(1))).isFalse();
    assertThat(Md5Password.matches(HASH, SALT, "")).isFalse();
    assertThat(Md5Password.matches(HASH, SALT, HASH)).isFalse();
  }

  @Test
  void aPasswordIsNotAHash() {
    assertThat(Md5Password.isHash(HASH)).isTrue();
    assertThat(Md5Password.isHash("md5")).isFalse();
    assertThat(Md5Password.isHash(HASH + "0")).isFalse();
    assertThat(Md5Password.isHash(HASH.replace('e', 'g'))).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Md5Password.response("hunter2", SALT))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }
}
