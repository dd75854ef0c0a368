package io.penstock.proxy.session;

/** What a {@link Branch} does with its backend. */
enum BranchState {
  /** It waits for a backend. */
  LEASING,

  /** The backend gets the session's settings. */
  SETTLING,

  /** Its owner has it. */
  OWNED,

  /** Nobody wants its answers: it goes back as soon as they have come. */
  DRAINING,

  /** It has no backend any more. */
  ENDED
}
