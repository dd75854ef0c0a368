package io.penstock.proxy.console;

import io.penstock.sql.PinReason;
import java.util.Set;

/**
 * A session that is tied to its backend.
 *
 * @param client the id that SHOW CLIENTS shows
 * @param server the backend's id
 */
public record PinView(
    long client, String database, String user, long server, int remotePid, Set<PinReason> reasons) {
  public PinView {
    reasons = Set.copyOf(reasons);
  }
}
