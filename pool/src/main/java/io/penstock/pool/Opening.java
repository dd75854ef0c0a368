package io.penstock.pool;

import io.penstock.pool.connect.ConnectFailure;
import io.penstock.pool.connect.LoggedIn;
import io.penstock.pool.connect.LoginListener;

/** A connection on its way into a part of a pool. */
final class Opening implements LoginListener {
  private final PoolPart part;
  private final Backend.Origin origin;

  Opening(PoolPart part, Backend.Origin origin) {
    this.part = part;
    this.origin = origin;
  }

  @Override
  public void loggedIn(LoggedIn connection) {
    WirePool pool = part.pool();
    long now = pool.now();
    Backend backend = new Backend(connection, part, origin, pool.rules().retirement(now), now);
    connection.channel().pipeline().addLast("backend", new BackendHandler(backend));
    pool.connected(connection, origin, now);
    part.openEnded();
    part.joined(backend);
  }

  @Override
  public void failed(ConnectFailure failure) {
    part.openEnded();
    part.pool().connectFailed(failure, origin);
  }
}
