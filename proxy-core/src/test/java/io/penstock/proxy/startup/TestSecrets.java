package io.penstock.proxy.startup;

import io.penstock.wire.Bytes;
import io.penstock.wire.auth.Md5Password;
import io.penstock.wire.auth.ScramSecret;

/** The stored forms of the password that every test user has. */
final class TestSecrets {
  static final String PASSWORD = "sesame";
  static final ScramSecret SCRAM =
      ScramSecret.derive(PASSWORD, Bytes.utf8("saltsaltsaltsalt"), ScramSecret.DEFAULT_ITERATIONS);
  static final String MD5 = Md5Password.hash(PASSWORD, "legacy");

  private TestSecrets() {}

  static String filled(String yaml) {
    return yaml.replace("SCRAM_SECRET", SCRAM.format());
  }
}
