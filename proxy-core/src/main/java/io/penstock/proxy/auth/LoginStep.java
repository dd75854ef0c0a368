package io.penstock.proxy.auth;

import io.penstock.wire.backend.BackendMessage;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What comes next in a login. */
public sealed interface LoginStep {
  /** Send this and wait for the client's answer. */
  record Ask(BackendMessage message) implements LoginStep {}

  /** The answer is computed elsewhere; the stage completes on any thread. */
  record Later(CompletionStage<LoginStep> step) implements LoginStep {}

  /**
   * The client is who it says.
   *
   * @param last to be sent before AuthenticationOk
   */
  record Proved(BackendProof proof, @Nullable BackendMessage last) implements LoginStep {}

  /**
   * The client is not let in.
   *
   * @param reason for the log only: what the client is told depends on nothing but the method
   */
  record Refused(String reason) implements LoginStep {}
}
