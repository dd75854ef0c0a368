package io.penstock.pool.node;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done with a control connection. */
@FunctionalInterface
public interface ControlWork<T> {
  /** Runs on a virtual thread; the connection goes back to its pool afterwards. */
  T with(Connection connection) throws SQLException;
}
