package io.penstock.proxy.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a load balancer should send clients here. Shown without a token, so it holds no more than
 * names.
 *
 * @param accepting whether new clients are let in; no longer when the proxy shuts down
 * @param databases those of the configuration
 */
public record Readiness(boolean accepting, List<OfDatabase> databases) {
  public Readiness {
    databases = List.copyOf(databases);
  }

  /**
   * Whether a database can be served.
   *
   * @param problem what keeps it from being served; null when nothing does
   */
  public record OfDatabase(String name, @Nullable String problem) {}

  /** Whether everything can be served. */
  public boolean ready() {
    return accepting && databases.stream().allMatch(database -> database.problem() == null);
  }
}
