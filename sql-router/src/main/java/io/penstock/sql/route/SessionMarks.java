package io.penstock.sql.route;

import io.penstock.sql.catalog.SearchPath;

/**
 * What of a session changes what names mean.
 *
 * @param path where it looks for names
 * @param temporary whether it may have temporary relations, which hide others of their name
 */
public record SessionMarks(SearchPath path, boolean temporary) {
  /** A session without temporary relations. */
  public static SessionMarks of(SearchPath path) {
    return new SessionMarks(path, false);
  }
}
