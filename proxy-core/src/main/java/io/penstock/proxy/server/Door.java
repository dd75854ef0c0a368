package io.penstock.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.penstock.metrics.CancelOutcome;
import io.penstock.metrics.ProxyMeters;
import io.penstock.proxy.startup.AuthenticatedClient;
import io.penstock.proxy.startup.ClientDoor;
import io.penstock.proxy.startup.ConsoleAccess;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.frontend.CancelRequest;
import org.jspecify.annotations.Nullable;

/** Where clients arrive that have got past startup: a session, or a cancel request. */
final class Door implements ClientDoor {
  private static final ErrorFields INVALID_MODE =
      ErrorFields.fatal(
              SqlState.INVALID_PARAMETER_VALUE, "invalid value for parameter \"replication\"")
          .withHint("Valid values are: \"false\", 0, \"true\", 1, \"database\".");

  private final Sessions sessions;
  private final Databases databases;
  private final SessionOpener opener;
  private final ConsoleOpener consoles;
  private final Replications replications;
  private final DatabaseSwitches switches;
  private final FleetCancels fleet;
  private final ProxyMeters meters;

  Door(
      Sessions sessions,
      Databases databases,
      SessionOpener opener,
      ConsoleOpener consoles,
      Replications replications,
      DatabaseSwitches switches,
      FleetCancels fleet,
      ProxyMeters meters) {
    this.sessions = sessions;
    this.databases = databases;
    this.opener = opener;
    this.consoles = consoles;
    this.replications = replications;
    this.switches = switches;
    this.fleet = fleet;
    this.meters = meters;
  }

  @Override
  public void authenticated(
      Channel channel, AuthenticatedClient client, @Nullable ByteBuf pending) {
    if (client.console() != ConsoleAccess.NONE) {
      consoles.open(channel, client, pending);
    } else if (switches.disabled(client.database())) {
      refuse(channel, client, pending, disabled(client.database()));
    } else {
      ReplicationMode mode = ReplicationMode.of(client.startup());
      ErrorFields problem =
          mode == ReplicationMode.INVALID ? INVALID_MODE : databases.enter(client.database());
      if (problem != null) {
        refuse(channel, client, pending, problem);
      } else if (mode == ReplicationMode.WALSENDER) {
        replications.open(channel, client, pending);
      } else {
        opener.open(sessions.loop(channel.eventLoop()), channel, client, pending);
      }
    }
  }

  private static ErrorFields disabled(String database) {
    return ErrorFields.fatal(
            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
            "database \"" + database + "\" does not allow connections")
        .withHint("An administrator has disabled it; ENABLE on the console ends that.");
  }

  private void refuse(
      Channel channel, AuthenticatedClient client, @Nullable ByteBuf pending, ErrorFields error) {
    if (pending != null) {
      pending.release();
    }
    client.admission().close();
    rejected(String.valueOf(error.sqlState()));
    ByteBuf out = channel.alloc().buffer();
    new ErrorResponse(error).encode(out);
    var unused = channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void cancel(CancelRequest request, Runnable done) {
    boolean passedOn = FleetCancels.isPassedOn(request);
    CancelRequest meant = passedOn ? FleetCancels.original(request) : request;
    CancelKeys.Cancellable session =
        sessions.cancelKeys().find(meant.processId(), meant.secretKey());
    if (session != null) {
      meters.cancelRequested(CancelOutcome.ACCEPTED);
      session.cancel(done);
    } else if (!passedOn && fleet.passOn(request, done)) {
      meters.cancelRequested(CancelOutcome.PASSED_ON);
    } else {
      meters.cancelRequested(CancelOutcome.UNKNOWN_KEY);
      done.run();
    }
  }

  @Override
  public void rejected(String sqlState) {
    meters.loginRefused(sqlState);
  }
}
