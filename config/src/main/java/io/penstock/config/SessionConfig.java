package io.penstock.config;

/** What sessions may do, and how they are served. */
public record SessionConfig(
    @Doc("What to do with each feature that ties a session to its backend.") PinPolicies pins,
    @Doc("Answers BEGIN at once and sends it with the first statement.") @Default("true")
        boolean deferBegin) {
  /** The sessions of a file that says nothing of them. */
  public static SessionConfig defaults() {
    return Defaults.of(SessionConfig.class);
  }
}
