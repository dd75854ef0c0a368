package io.penstock.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a database can be served: its name, its nodes, its credentials. */
final class DatabaseChecks {
  private static final Set<String> CONSOLE = Set.of("penstock", "pgbouncer");

  /** Sets of nodes are the bits of one long. */
  private static final int MAX_NODES = 64;

  private final Findings findings;
  private final TlsChecks tls;

  DatabaseChecks(Findings findings, TlsChecks tls) {
    this.findings = findings;
    this.tls = tls;
  }

  void run(String name, DatabaseConfig database) {
    String path = KeyPath.child("databases", name);
    if (CONSOLE.contains(name)) {
      findings.refuse(
          path, "the name " + name + " is the admin console's", "any other name, and dbname");
    }
    if (name.isEmpty()) {
      findings.refuse(path, "found an empty name", "the name that clients ask for, or *");
    }
    if (name.contains("/")) {
      findings.refuse(
          path,
          "the name " + KeyPath.quote(name) + " has a / in it, as those of shards have",
          "any other name, and dbname");
    }
    if (database.password() != null && database.user() == null) {
      userless(path);
    }
    backendPassword(path, database.password());
    place(path, name, database);
    if (database.patroni() != null) {
      patroni(KeyPath.child(path, "patroni"), database.patroni());
    }
  }

  /** Either nodes or shards hold a database. */
  private void place(String path, String name, DatabaseConfig database) {
    String nodes = KeyPath.child(path, "nodes");
    if (database.sharding() != null) {
      if (!database.nodes().isEmpty()) {
        findings.refuse(nodes, "found nodes beside sharding", "either nodes or sharding");
      }
      new ShardingChecks(findings, this, KeyPath.child(path, "sharding"), database.sharding())
          .run(path, name, database);
    } else if (findings.isWritten(nodes)) {
      if (database.nodes().isEmpty()) {
        findings.refuse(nodes, "found no entry", "a list of blocks, at least one of them");
      }
    } else if (!findings.isBroken(nodes) && !findings.isBroken(KeyPath.child(path, "sharding"))) {
      findings.refuse(
          nodes,
          "required key is missing",
          "a list of blocks, at least one of them, or sharding instead");
    }
    nodes(path, database.nodes());
  }

  private void patroni(String path, PatroniConfig patroni) {
    if (patroni.urls().isEmpty()) {
      findings.refuse(KeyPath.child(path, "urls"), "found no entry", "at least one URL");
    }
    for (int index = 0; index < patroni.urls().size(); index++) {
      if (!isHttp(patroni.urls().get(index))) {
        findings.refuse(
            KeyPath.item(KeyPath.child(path, "urls"), index),
            "found no URL of http or https with a host and without a user",
            "a URL such as http://10.0.0.1:8008");
      }
    }
    tls.authorities(path, patroni.ca());
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = new URI(url);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return http && uri.getHost() != null && uri.getUserInfo() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Tells of the nodes under a database or a shard. */
  void nodes(String databasePath, List<NodeConfig> nodes) {
    if (nodes.size() > MAX_NODES) {
      findings.refuse(
          KeyPath.child(databasePath, "nodes"),
          "found " + nodes.size() + " nodes",
          "at most " + MAX_NODES);
    }
    Map<String, Integer> names = new HashMap<>();
    int primary = -1;
    for (int index = 0; index < nodes.size(); index++) {
      NodeConfig node = nodes.get(index);
      String path = KeyPath.item(KeyPath.child(databasePath, "nodes"), index);
      Integer first = names.putIfAbsent(node.name(), index);
      if (first != null && !findings.isBroken(KeyPath.child(path, "host"))) {
        findings.refuse(
            KeyPath.child(path, "name"),
            "the name " + KeyPath.quote(node.name()) + " is that of nodes[" + first + "] too",
            "a name of its own");
      }
      if (node.role() == NodeRole.PRIMARY && primary >= 0) {
        findings.refuse(
            KeyPath.child(path, "role"),
            "nodes[" + primary + "] is the primary already",
            "one primary at most");
      } else if (node.role() == NodeRole.PRIMARY) {
        primary = index;
      }
      node(path, node);
    }
  }

  private void node(String path, NodeConfig node) {
    if (node.password() != null && node.user() == null) {
      userless(path);
    }
    backendPassword(path, node.password());
    if (node.tls() != null) {
      tls.connecting(KeyPath.child(path, "tls"), node.tls());
    }
  }

  private void userless(String path) {
    findings.refuse(
        KeyPath.child(path, "password"),
        "stands without a user",
        "user beside it: the passwords of clients belong under users");
  }

  private void backendPassword(String path, @Nullable Secret password) {
    if (password == null) {
      return;
    }
    switch (PasswordForm.of(password)) {
      case PLAIN, MD5 -> {}
      case SCRAM, MALFORMED ->
          findings.refuse(
              KeyPath.child(path, "password"),
              "found a SCRAM or malformed secret, with which nobody can log in to a backend",
              "the plain password");
    }
  }
}
