package io.penstock.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a database can be served: its name, its nodes, its credentials. */
final class DatabaseChecks {
  private static final Set<String> CONSOLE = Set.of("penstock", "pgbouncer");

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
    if (database.password() != null && database.user() == null) {
      userless(path);
    }
    backendPassword(path, database.password());
    nodes(path, database.nodes());
  }

  private void nodes(String databasePath, List<NodeConfig> nodes) {
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
