package io.penstock.proxy.auth;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.auth.ScramSecret;
import io.penstock.wire.auth.ScramServer;
import io.penstock.wire.backend.AuthenticationSasl;
import io.penstock.wire.backend.AuthenticationSaslContinue;
import io.penstock.wire.backend.AuthenticationSaslFinal;
import io.penstock.wire.frontend.SaslInitialResponse;
import io.penstock.wire.frontend.SaslResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SCRAM-SHA-256, with a stranger as with a user. */
final class ScramExchange implements LoginExchange {
  private enum State {
    MECHANISM,
    FIRST,
    FINAL
  }

  private final ScramServer server;
  private final @Nullable BackendProof known;
  private final String failure;
  private State state = State.MECHANISM;

  /**
   * @param known what logs in to backends, when it need not come from the exchange
   * @param failure the reason to log when no proof fits
   */
  ScramExchange(ScramSecret secret, @Nullable BackendProof known, String failure) {
    this.server = new ScramServer(secret);
    this.known = known;
    this.failure = failure;
  }

  @Override
  public LoginStep begin() {
    return new LoginStep.Ask(new AuthenticationSasl(List.of(ScramServer.MECHANISM)));
  }

  @Override
  public LoginStep received(ByteBuf payload) {
    return switch (state) {
      case MECHANISM -> mechanism(SaslInitialResponse.decode(payload));
      case FIRST -> challenge(SaslResponse.decode(payload).response());
      case FINAL -> verify(SaslResponse.decode(payload).response());
    };
  }

  private LoginStep mechanism(SaslInitialResponse initial) {
    if (!initial.mechanism().equals(ScramServer.MECHANISM)) {
      throw ProtocolException.violation(
          "client selected a SASL mechanism that was not offered (expected: SCRAM-SHA-256)");
    }
    Bytes first = initial.response();
    if (first == null) {
      state = State.FIRST;
      return new LoginStep.Ask(new AuthenticationSaslContinue(Bytes.EMPTY));
    }
    return challenge(first);
  }

  private LoginStep challenge(Bytes clientFirst) {
    state = State.FINAL;
    return new LoginStep.Ask(new AuthenticationSaslContinue(server.challenge(clientFirst)));
  }

  private LoginStep verify(Bytes clientFinal) {
    if (!server.verify(clientFinal)) {
      return new LoginStep.Refused(failure);
    }
    return new LoginStep.Proved(proof(), new AuthenticationSaslFinal(server.serverFinal()));
  }

  private BackendProof proof() {
    if (known != null) {
      return known;
    }
    return new BackendProof.Scram(server.keys());
  }
}
