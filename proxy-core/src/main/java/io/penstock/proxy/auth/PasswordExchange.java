package io.penstock.proxy.auth;

import io.netty.buffer.ByteBuf;
import io.penstock.config.Secret;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.backend.AuthenticationCleartextPassword;
import io.penstock.wire.frontend.PasswordMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** The password itself. Whoever asks, and whatever is stored, verifying costs one PBKDF2. */
final class PasswordExchange implements LoginExchange {
  private final Predicate<String> fits;
  private final Executor executor;
  private final String failure;

  /**
   * @param fits may take as long as a PBKDF2
   * @param executor runs it
   */
  PasswordExchange(Predicate<String> fits, Executor executor, String failure) {
    this.fits = fits;
    this.executor = executor;
    this.failure = failure;
  }

  @Override
  public LoginStep begin() {
    return new LoginStep.Ask(new AuthenticationCleartextPassword());
  }

  @Override
  public LoginStep received(ByteBuf payload) {
    String password = PasswordMessage.decode(payload).password();
    if (password.isEmpty()) {
      throw new ProtocolException("28P01", "empty password returned by client", null);
    }
    return new LoginStep.Later(CompletableFuture.supplyAsync(() -> verify(password), executor));
  }

  private LoginStep verify(String password) {
    return fits.test(password)
        ? new LoginStep.Proved(new BackendProof.Password(Secret.of(password)), null)
        : new LoginStep.Refused(failure);
  }
}
