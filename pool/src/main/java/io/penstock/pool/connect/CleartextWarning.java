package io.penstock.pool.connect;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once for every server that passwords go to it unencrypted. */
final class CleartextWarning {
  private static final Logger LOG = LoggerFactory.getLogger(BackendConnector.class);
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private CleartextWarning() {}

  static void once(Endpoint endpoint) {
    if (SAID.add(endpoint.address())) {
      LOG.warn(
          "node {} asks for cleartext passwords without TLS: let its pg_hba.conf say"
              + " scram-sha-256, or set the node's tls.mode",
          endpoint);
    }
  }
}
