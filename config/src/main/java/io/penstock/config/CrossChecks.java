package io.penstock.config;

import java.util.HashSet;
import java.util.Set;

/** What one key alone cannot tell: whether the keys of a file fit each other and the machine. */
final class CrossChecks {
  private final PenstockConfig config;
  private final Findings findings;
  private final Environment environment;

  CrossChecks(PenstockConfig config, Findings findings, Environment environment) {
    this.config = config;
    this.findings = findings;
    this.environment = environment;
  }

  void run() {
    listen();
    admin();
    pool("pool", config.pool());
    routing("routing", config.routing());
    health();
    fleet();
    TlsChecks tls = new TlsChecks(findings, environment);
    if (config.listen().tls() != null) {
      tls.listening("listen.tls", config.listen().tls());
    }
    new AuthenticationChecks(config, findings).run();
    DatabaseChecks databases = new DatabaseChecks(findings, tls);
    config.databases().forEach(databases::run);
    config
        .databases()
        .forEach((name, database) -> {
          pool(ofDatabase(name, "pool"), database.pool());
          routing(ofDatabase(name, "routing"), database.routing());
        });
  }

  private static String ofDatabase(String name, String key) {
    return KeyPath.child(KeyPath.child("databases", name), key);
  }

  private void listen() {
    ListenConfig listen = config.listen();
    AdminConfig admin = config.admin();
    boolean samePort = listen.port() != 0 && listen.port() == admin.port();
    if (samePort && listen.address().equals(admin.address())) {
      findings.refuse(
          findings.isWritten("admin.port") ? "admin.port" : "listen.port",
          "port " + admin.port() + " is the port of both listen and admin",
          "a port for each, such as 6432 and 6480");
    }
  }

  private void admin() {
    for (int index = 0; index < config.admin().users().size(); index++) {
      knownUser(KeyPath.item("admin.users", index), config.admin().users().get(index));
    }
    for (int index = 0; index < config.admin().statsUsers().size(); index++) {
      knownUser(KeyPath.item("admin.stats-users", index), config.admin().statsUsers().get(index));
    }
    String queryUser = config.authentication().queryUser();
    if (queryUser != null) {
      knownUser("authentication.query-user", queryUser);
    }
    String queryDatabase = config.authentication().queryDatabase();
    if (queryDatabase != null) {
      queryDatabase(queryDatabase);
    }
  }

  private void queryDatabase(String name) {
    DatabaseConfig database = config.isShard(name) ? null : config.database(name);
    if (database == null) {
      unknown("authentication.query-database", name, config.databases().keySet());
    } else if (database.isSharded()) {
      findings.refuse(
          "authentication.query-database",
          KeyPath.quote(name) + " is sharded",
          "a database with nodes, which know every user");
    }
  }

  private void knownUser(String key, String user) {
    if (!config.users().containsKey(user) && !findings.isBroken("users")) {
      unknown(key, user, config.users().keySet());
    }
  }

  private void unknown(String key, String name, Set<String> known) {
    boolean user = !key.equals("authentication.query-database");
    String where = user ? "users" : "databases";
    findings.refuse(
        key,
        KeyPath.quote(name) + " is not in " + where + Nearest.hint(name, known),
        "a name that stands under " + where);
  }

  /**
   * A database's pool is told of only where it says something: what it inherits is told of once.
   */
  private void pool(String path, PoolConfig pool) {
    boolean inherited = !path.equals("pool") && pool.equals(config.pool());
    if (!inherited && pool.minIdle() > pool.size()) {
      findings.refuse(
          KeyPath.child(path, "min-idle"),
          pool.minIdle() + " idle backends do not fit into a pool of " + pool.size(),
          "at most the size");
    }
  }

  private void routing(String path, RoutingConfig routing) {
    boolean inherited = !path.equals("routing") && routing.equals(config.routing());
    if (!inherited && routing.recovery().compareTo(routing.maxLag()) > 0) {
      findings.refuse(
          KeyPath.child(path, "lag-recovery"),
          "a replica would take reads again while it is further behind than max-lag",
          "at most max-lag");
    }
    if (!inherited
        && (path.equals("routing") || !routing.rules().equals(config.routing().rules()))) {
      boolean listed = config.authentication().queryUser() == null;
      new RoutingRuleChecks(findings, config.users().keySet(), listed)
          .run(KeyPath.child(path, "rules"), routing.rules());
    }
  }

  private void fleet() {
    FleetConfig fleet = config.fleet();
    if (fleet.id() == 0 && !fleet.peers().isEmpty()) {
      findings.refuse(
          "fleet.id",
          "a proxy without a number of its own has peers",
          "the number under which the peers know it");
    }
    Set<Integer> seen = new HashSet<>();
    for (int index = 0; index < fleet.peers().size(); index++) {
      int id = fleet.peers().get(index).id();
      if (!seen.add(id)) {
        findings.refuse(
            KeyPath.child(KeyPath.item("fleet.peers", index), "id"),
            id + " is the number of two peers",
            "a number for each");
      }
    }
  }

  private void health() {
    HealthConfig health = config.health();
    if (health.deadAfter().compareTo(health.interval()) < 0) {
      findings.refuse(
          "health.dead-after",
          "every node would be down between two probes",
          "at least the interval");
    }
  }
}
