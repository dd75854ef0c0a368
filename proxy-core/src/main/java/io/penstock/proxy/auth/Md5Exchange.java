package io.penstock.proxy.auth;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.auth.Md5Password;
import io.penstock.wire.backend.AuthenticationMd5Password;
import io.penstock.wire.frontend.PasswordMessage;
import java.security.SecureRandom;

/** PostgreSQL's old md5 challenge. */
final class Md5Exchange implements LoginExchange {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT_BYTES = 4;

  private final String hash;
  private final BackendProof proof;
  private final String failure;
  private final Bytes salt;

  Md5Exchange(String hash, BackendProof proof, String failure) {
    this.hash = hash;
    this.proof = proof;
    this.failure = failure;
    byte[] bytes = new byte[SALT_BYTES];
    RANDOM.nextBytes(bytes);
    this.salt = Bytes.of(bytes);
  }

  @Override
  public LoginStep begin() {
    return new LoginStep.Ask(new AuthenticationMd5Password(salt));
  }

  @Override
  public LoginStep received(ByteBuf payload) {
    String response = PasswordMessage.decode(payload).password();
    return Md5Password.matches(hash, salt, response)
        ? new LoginStep.Proved(proof, null)
        : new LoginStep.Refused(failure);
  }
}
