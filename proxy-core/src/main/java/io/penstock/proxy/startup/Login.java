package io.penstock.proxy.startup;

import io.netty.buffer.ByteBuf;
import io.penstock.config.AuthenticationMethod;
import io.penstock.config.DatabaseConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.PoolMode;
import io.penstock.config.TlsMode;
import io.penstock.config.UserConfig;
import io.penstock.proxy.auth.BackendProof;
import io.penstock.proxy.auth.LoginExchange;
import io.penstock.proxy.auth.LoginStep;
import io.penstock.proxy.auth.StoredSecret;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.NegotiateProtocolVersion;
import io.penstock.wire.frontend.StartupMessage;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One client's way from its startup message to its session. Confined to its event loop. */
final class Login {
  private static final String OPTION_PREFIX = "_pq_.";

  private final StartupHandler connection;
  private final Reception reception;
  private final StartupSettings settings;
  private final StartupMessage startup;
  private final Peer peer;
  private final String user;
  private final String database;
  private final boolean console;
  private LoginQueue.@Nullable Ticket ticket;
  private @Nullable LoginExchange exchange;
  private AuthenticationMethod method = AuthenticationMethod.REJECT;
  private boolean closed;

  private Login(
      StartupHandler connection,
      Reception reception,
      StartupSettings settings,
      StartupMessage startup,
      Peer peer,
      String user) {
    this.connection = connection;
    this.reception = reception;
    this.settings = settings;
    this.startup = startup;
    this.peer = peer;
    this.user = user;
    String asked = startup.database();
    this.database = asked == null ? user : asked;
    this.console = ConsoleAccess.isConsole(database);
  }

  /** Null, and the client refused, when the message names no user. */
  static @Nullable Login of(
      StartupHandler connection,
      Reception reception,
      StartupSettings settings,
      StartupMessage startup,
      Peer peer) {
    String user = startup.user();
    if (user == null) {
      connection.refuse(
          Refusal.of(
              SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
              "no PostgreSQL user name specified in startup packet"));
      return null;
    }
    return new Login(connection, reception, settings, startup, peer, user);
  }

  void begin() {
    negotiate();
    Refusal refusal = refusalBeforeProof();
    if (refusal != null) {
      connection.refuse(refusal);
      return;
    }
    if (console) {
      // Whoever operates the proxy must get in while everybody else queues.
      lookUp();
      return;
    }
    int max = settings.config().limits().maxLoginsInFlight();
    LoginQueue.Ticket taken = reception.queue().enter(max, () -> connection.later(this::lookUp));
    ticket = taken;
    if (taken.atOnce()) {
      lookUp();
    }
  }

  private void negotiate() {
    List<String> options =
        startup.parameters().keySet().stream()
            .filter(key -> key.startsWith(OPTION_PREFIX))
            .toList();
    ProtocolVersion asked = startup.version();
    boolean newer = asked.compareTo(ProtocolVersion.V3_2) > 0;
    if (newer || !options.isEmpty()) {
      connection.send(new NegotiateProtocolVersion(newer ? ProtocolVersion.V3_2 : asked, options));
    }
  }

  /** What can be told without knowing whether the client is who it says. */
  private @Nullable Refusal refusalBeforeProof() {
    InetAddress address = peer.ip();
    boolean tls = peer.tls();
    TlsMode mode = settings.tlsMode();
    if (mode.compareTo(TlsMode.REQUIRE) >= 0 && !tls && address != null) {
      return denied("connection without TLS refused for " + who())
          .hint("Connect with TLS: for libpq sslmode=require, for pgjdbc sslmode=require.");
    }
    if (mode.compareTo(TlsMode.VERIFY_CA) >= 0 && address != null) {
      if (peer.certificate() == null) {
        return denied("connection requires a valid client certificate")
            .hint("Connect with a certificate signed by the authority in listen.tls.client-ca.");
      }
      if (mode == TlsMode.VERIFY_FULL && !user.equals(peer.certificateName())) {
        return denied("the client certificate's common name is not the user \"" + user + "\"")
            .hint("Connect as the user whose name the certificate bears.");
      }
    }
    method = settings.rules().method(tls, database, user, address);
    if (method == AuthenticationMethod.REJECT) {
      return denied("authentication.rules rejects connection for " + who());
    }
    if (method == AuthenticationMethod.PASSWORD && !tls && address != null) {
      return denied("a plain password is not asked for without TLS, for " + who())
          .hint("Connect with TLS, or set the method scram-sha-256.");
    }
    return console ? null : reception.limits().refusal(address, settings.config().limits());
  }

  private static Refusal denied(String message) {
    return Refusal.of(SqlState.INVALID_AUTHORIZATION_SPECIFICATION, message);
  }

  private String who() {
    InetAddress address = peer.ip();
    return "host \"%s\", user \"%s\", database \"%s\", %s"
        .formatted(
            address == null ? "[local]" : address.getHostAddress(),
            user,
            database,
            peer.tls() ? "TLS encryption" : "no encryption");
  }

  private void lookUp() {
    if (closed) {
      return;
    }
    var unused =
        settings
            .users()
            .lookup(database, user)
            .whenComplete((stored, failure) -> connection.onLoop(() -> lookedUp(stored, failure)));
  }

  private void lookedUp(@Nullable StoredSecret stored, @Nullable Throwable failure) {
    if (closed) {
      return;
    }
    if (failure != null) {
      connection.refuse(
          Refusal.of(SqlState.SYSTEM_ERROR, "cannot look up users at this time")
              .hint("Try again; the proxy's log says what is wrong.")
              .because("looking up the user failed: " + failure));
      return;
    }
    LoginExchange next =
        reception.exchanges().exchange(method, user, stored, peer.certificateName());
    exchange = next;
    take(next.begin());
  }

  /** The payload of a frame of type {@code p}. */
  void received(ByteBuf payload) {
    LoginExchange current = exchange;
    if (current == null) {
      throw new IllegalStateException("a frame was read before it was asked for");
    }
    take(current.received(payload));
  }

  private void take(LoginStep step) {
    switch (step) {
      case LoginStep.Ask ask -> {
        connection.send(ask.message());
        connection.want();
      }
      case LoginStep.Later later -> {
        var unused =
            later
                .step()
                .whenComplete((next, failure) -> connection.onLoop(() -> taken(next, failure)));
      }
      case LoginStep.Proved proved -> proved(proved.proof(), proved.last());
      case LoginStep.Refused refused -> connection.refuse(refused(refused.reason()));
    }
  }

  private void taken(@Nullable LoginStep next, @Nullable Throwable failure) {
    if (closed) {
      return;
    }
    if (next == null) {
      connection.broken(failure);
    } else {
      take(next);
    }
  }

  private Refusal refused(String reason) {
    Refusal told =
        switch (method) {
          case CERTIFICATE -> denied("certificate authentication failed for user \"" + user + "\"");
          case TRUST, REJECT ->
              denied("role \"" + user + "\" does not exist").hint("Name it under users.");
          case SCRAM_SHA_256, MD5, PASSWORD ->
              Refusal.of(
                  SqlState.INVALID_PASSWORD,
                  "password authentication failed for user \"" + user + "\"");
        };
    return told.because(reason);
  }

  private void proved(BackendProof proof, @Nullable BackendMessage last) {
    if (last != null) {
      connection.send(last);
    }
    if (console) {
      consoleProved(proof);
      return;
    }
    PenstockConfig config = settings.config();
    DatabaseConfig asked = config.isShard(database) ? null : config.database(database);
    if (asked == null) {
      connection.refuse(
          Refusal.of(
              SqlState.INVALID_CATALOG_NAME, "database \"" + database + "\" does not exist"));
      return;
    }
    UserConfig rules = config.users().get(user);
    if (asked.isSharded() && rules != null && rules.poolMode() == PoolMode.SESSION) {
      connection.refuse(
          Refusal.of(
                  SqlState.FEATURE_NOT_SUPPORTED,
                  "database \"%s\" has shards, and user \"%s\" is pooled by session"
                      .formatted(database, user))
              .hint("Set pool-mode of the user to transaction: each has a shard of its own."));
      return;
    }
    switch (reception.limits().enter(database, user, peer.ip(), config)) {
      case ClientLimits.Entry.Full full -> connection.refuse(full.refusal());
      case ClientLimits.Entry.Admitted admitted ->
          admit(proof, ConsoleAccess.NONE, admitted.admission());
    }
  }

  private void consoleProved(BackendProof proof) {
    ConsoleAccess access = ConsoleAccess.of(user, settings.config().admin());
    if (access == ConsoleAccess.NONE) {
      connection.refuse(
          denied("user \"" + user + "\" may not use the admin console")
              .hint("Name the user under admin.users or admin.stats-users."));
      return;
    }
    admit(proof, access, new Admission(() -> {}));
  }

  private void admit(BackendProof proof, ConsoleAccess access, Admission admission) {
    boolean longKeys = startup.version().compareTo(ProtocolVersion.V3_2) >= 0;
    connection.handOver(
        new AuthenticatedClient(
            user,
            database,
            startup,
            longKeys ? ProtocolVersion.V3_2 : ProtocolVersion.V3_0,
            peer.tls(),
            peer.address(),
            proof,
            access,
            admission));
  }

  /** The login is over, either way. */
  void close() {
    closed = true;
    LoginQueue.Ticket taken = ticket;
    if (taken != null) {
      taken.close();
    }
  }
}
