package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names and defaults of keys are a contract: a change of either must be seen here. */
class ConfigKeysTest {

  @Test
  void everyKeyHasItsNameAndItsDefault() {
    List<String> found = new ArrayList<>();
    collect("", PenstockConfig.class, found);
    assertThat(found)
        .containsExactly(
"""
listen.address = 127.0.0.1
listen.port = 6432
listen.tls.mode = prefer
listen.tls.certificate = absent
listen.tls.key = absent
listen.tls.client-ca = absent
listen.tls.ca = absent
listen.backlog = 1024
listen.reuse-port = true
listen.event-loops = 0
listen.transport = auto
admin.address = 127.0.0.1
admin.port = 6480
admin.users = []
admin.stats-users = []
admin.token = absent
limits.max-clients = 1000
limits.max-clients-per-database = 0
limits.max-clients-per-user = 0
limits.max-clients-per-address = 0
limits.max-wildcard-databases = 1000
limits.wildcard-idle-timeout = 1h
limits.max-logins-in-flight = 200
limits.login-timeout = 1m
limits.max-frame-size = 1073741823
limits.max-startup-size = 10000
limits.client-buffer = 64KB
authentication.method = scram-sha-256
authentication.rules[].type = host
authentication.rules[].databases = [all]
authentication.rules[].users = [all]
authentication.rules[].address = all
authentication.rules[].method = required
authentication.query = SELECT rolname, CASE WHEN rolvaliduntil < pg_catalog.now() \
THEN NULL ELSE rolpassword END FROM pg_catalog.pg_authid \
WHERE rolname = $1 AND rolcanlogin
authentication.query-user = absent
authentication.query-database = absent
users.*.password = absent
users.*.pool-mode = absent
users.*.pool-size = 0
users.*.max-connections = 0
users.*.max-clients = 0
users.*.query-timeout = absent
users.*.transaction-timeout = absent
users.*.idle-in-transaction-timeout = absent
users.*.client-idle-timeout = absent
pool.mode = transaction
pool.size = 25
pool.reserve = 5
pool.reserve-timeout = 5s
pool.min-idle = 0
pool.max-wait = 30s
pool.idle-timeout = 10m
pool.max-lifetime = 1h
pool.connect-timeout = 5s
pool.max-connects-in-flight = 8
pool.query-timeout = off
pool.transaction-timeout = off
pool.idle-in-transaction-timeout = off
pool.client-idle-timeout = off
pool.cancel-wait-timeout = 10s
pool.max-prepared-statements = 500
pool.reset = discard
session.pins.temporary-tables = pin
session.pins.listen = pin
session.pins.advisory-locks = pin
session.pins.hold-cursors = pin
session.pins.load = pin
session.pins.sql-prepare = pin
session.pins.set-seed = pin
session.pins.opaque = pin
session.defer-begin = true
routing.reads = primary
routing.consistency = session
routing.max-lag = 5s
routing.lag-recovery = absent
routing.zone = absent
routing.wait-for-replica = 100ms
routing.on-no-replica = primary
routing.rules[].name = absent
routing.rules[].tables = []
routing.rules[].schemas = []
routing.rules[].users = []
routing.rules[].applications = []
routing.rules[].statements = []
routing.rules[].route = absent
routing.rules[].consistency = absent
routing.rules[].max-lag = absent
routing.rules[].zone = absent
health.interval = 1s
health.timeout = 3s
health.dead-after = 5s
health.breaker.failures = 5
health.breaker.open-for = 1m
health.slow-start = 10s
databases.*.dbname = absent
databases.*.nodes[].name = host:port
databases.*.nodes[].host = required
databases.*.nodes[].port = 5432
databases.*.nodes[].role = auto
databases.*.nodes[].weight = 1
databases.*.nodes[].zone = absent
databases.*.nodes[].tls.mode = prefer
databases.*.nodes[].tls.certificate = absent
databases.*.nodes[].tls.key = absent
databases.*.nodes[].tls.client-ca = absent
databases.*.nodes[].tls.ca = absent
databases.*.nodes[].max-connections = 0
databases.*.nodes[].user = absent
databases.*.nodes[].password = absent
databases.*.user = absent
databases.*.password = absent
databases.*.pool inherits pool
databases.*.max-clients = 0
databases.*.routing inherits routing
databases.*.patroni.urls = required
databases.*.patroni.interval = 1s
databases.*.patroni.timeout = 2s
databases.*.patroni.ca = absent
databases.*.sharding.algorithm = consistent-hash
databases.*.sharding.key-type = absent
databases.*.sharding.virtual-nodes = 128
databases.*.sharding.max-gathered = 64MB
databases.*.sharding.two-phase = false
databases.*.sharding.unique-ids = false
databases.*.sharding.shards[].name = required
databases.*.sharding.shards[].weight = 1
databases.*.sharding.shards[].dbname = absent
databases.*.sharding.shards[].nodes[].name = host:port
databases.*.sharding.shards[].nodes[].host = required
databases.*.sharding.shards[].nodes[].port = 5432
databases.*.sharding.shards[].nodes[].role = auto
databases.*.sharding.shards[].nodes[].weight = 1
databases.*.sharding.shards[].nodes[].zone = absent
databases.*.sharding.shards[].nodes[].tls.mode = prefer
databases.*.sharding.shards[].nodes[].tls.certificate = absent
databases.*.sharding.shards[].nodes[].tls.key = absent
databases.*.sharding.shards[].nodes[].tls.client-ca = absent
databases.*.sharding.shards[].nodes[].tls.ca = absent
databases.*.sharding.shards[].nodes[].max-connections = 0
databases.*.sharding.shards[].nodes[].user = absent
databases.*.sharding.shards[].nodes[].password = absent
databases.*.sharding.shards[].ranges[].from = absent
databases.*.sharding.shards[].ranges[].to = absent
databases.*.sharding.shards[].values = []
databases.*.sharding.tables[].name = required
databases.*.sharding.tables[].key = []
databases.*.sharding.tables[].reference = false
databases.*.sharding.schemas = []
databases.*.sharding.pins[].key = required
databases.*.sharding.pins[].shard = required
fleet.id = 0
fleet.peers[].id = required
fleet.peers[].host = required
fleet.peers[].port = 6432
log.connections = true
log.disconnections = true
log.pool-errors = true
shutdown.drain-timeout = 1m
"""
                .split("\n"));
  }

  @Test
  void everyKeyIsDocumentedInASentence() {
    List<ConfigKey> keys = new ArrayList<>();
    keys(PenstockConfig.class, keys);
    assertThat(keys).allSatisfy(key -> assertThat(key.doc()).endsWith("."));
  }

  private static void keys(Class<? extends Record> block, List<ConfigKey> into) {
    for (ConfigKey key : ConfigKey.of(block)) {
      into.add(key);
      switch (key.type()) {
        case KeyType.Block nested -> keys(nested.type(), into);
        case KeyType.Blocks nested -> keys(nested.type(), into);
        case KeyType.NamedBlocks nested -> keys(nested.type(), into);
        case KeyType.Scalar scalar -> {}
        case KeyType.Texts texts -> {}
      }
    }
  }

  private static void collect(String path, Class<? extends Record> block, List<String> into) {
    for (ConfigKey key : ConfigKey.of(block)) {
      String keyPath = path + key.name();
      switch (key.type()) {
        case KeyType.Block nested -> nested(keyPath, nested.type(), key, into);
        case KeyType.Blocks nested -> nested(keyPath + "[]", nested.type(), key, into);
        case KeyType.NamedBlocks nested -> nested(keyPath + ".*", nested.type(), key, into);
        case KeyType.Scalar scalar -> into.add(keyPath + " = " + usual(key));
        case KeyType.Texts texts -> into.add(keyPath + " = " + usual(key));
      }
    }
  }

  private static void nested(
      String path, Class<? extends Record> block, ConfigKey key, List<String> into) {
    if (key.inheritsFrom() != null) {
      into.add(path + " inherits " + key.inheritsFrom());
    } else {
      collect(path + ".", block, into);
    }
  }

  private static String usual(ConfigKey key) {
    if (key.required()) {
      return "required";
    }
    Object value = Defaults.of(key);
    if ("".equals(value)) {
      return "host:port";
    }
    return value == null ? "absent" : FlowText.of(key.type(), value);
  }
}
