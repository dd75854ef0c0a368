package io.penstock.sql.route;

import org.jspecify.annotations.Nullable;

/**
 * What a statement is for routing.
 *
 * @param subject the function, relation, operator, type or verb it is because of; null for none
 */
public record Classification(RouteReason reason, @Nullable String subject) {
  /** It only reads. */
  public static final Classification READ = new Classification(RouteReason.READ, null);

  /** Because of nothing that has a name. */
  public static Classification of(RouteReason reason) {
    return new Classification(reason, null);
  }

  /** Whether any replica may serve it. */
  public boolean reads() {
    return reason.reads();
  }

  /** The one that binds more: writes before caution, caution before reads; else the first. */
  Classification worse(Classification other) {
    return other.rank() > rank() ? other : this;
  }

  private int rank() {
    return reason.reads() ? 0 : reason.cautious() ? 1 : 2;
  }

  @Override
  public String toString() {
    return subject == null ? reason.sentence() : reason.sentence() + ": " + subject;
  }
}
