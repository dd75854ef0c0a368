package io.penstock.config;

/** Where a rule sends what it matches. */
public enum RuleRoute {
  /** To the primary, reads as well. */
  PRIMARY,

  /** To a replica, unless it writes by its text. */
  REPLICA
}
