package io.penstock.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether every method can be carried out, lets in nobody by mistake, and every user has what it
 * takes.
 */
final class AuthenticationChecks {
  private static final Set<AuthenticationMethod> WITHOUT_SECRET =
      Set.of(AuthenticationMethod.TRUST, AuthenticationMethod.CERTIFICATE);

  private final PenstockConfig config;
  private final Findings findings;
  private final Set<AuthenticationMethod> methods = new HashSet<>();

  AuthenticationChecks(PenstockConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  void run() {
    AuthenticationConfig authentication = config.authentication();
    if (authentication.method() == AuthenticationMethod.TRUST) {
      findings.refuse(
          "authentication.method",
          "trust would let anybody in from anywhere",
          "a rule with the method trust and an explicit address");
    }
    method("authentication.method", HostRuleType.HOST, authentication.method());
    for (int index = 0; index < authentication.rules().size(); index++) {
      rule(KeyPath.item("authentication.rules", index), authentication.rules().get(index));
    }
    config.users().forEach(this::user);
  }

  private void rule(String path, HostRuleConfig rule) {
    method(KeyPath.child(path, "method"), rule.type(), rule.method());
    boolean anywhere = rule.type() != HostRuleType.LOCAL && rule.address().isEverywhere();
    if (rule.method() == AuthenticationMethod.TRUST && anywhere) {
      findings.refuse(
          KeyPath.child(path, "address"),
          "trust would let anybody in from anywhere",
          "an explicit address or range, such as 10.1.2.0/24");
    }
    known(KeyPath.child(path, "databases"), rule.databases(), config.databases().keySet());
    if (config.authentication().queryUser() == null) {
      known(KeyPath.child(path, "users"), rule.users(), config.users().keySet());
    }
  }

  /**
   * A rule about a name that does not exist is a typing error, and may let in whom it should keep
   * out.
   */
  private void known(String path, List<String> names, Set<String> known) {
    boolean anyName = path.endsWith("databases") && known.contains(PenstockConfig.ANY_DATABASE);
    String where = path.endsWith("databases") ? "databases" : "users";
    for (int index = 0; index < names.size(); index++) {
      String name = names.get(index);
      boolean console = name.equals("penstock") || name.equals("pgbouncer");
      boolean fine = name.equals("all") || known.contains(name) || anyName || console;
      if (!fine && !findings.isBroken(where)) {
        findings.refuse(
            KeyPath.item(path, index),
            KeyPath.quote(name) + " is not in " + where + Nearest.hint(name, known),
            "a name that stands under " + where + ", or all");
      }
    }
  }

  private void method(String key, HostRuleType type, AuthenticationMethod method) {
    methods.add(method);
    TlsConfig tls = config.listen().tls();
    TlsMode mode = tls == null ? TlsMode.DISABLE : tls.mode();
    boolean offered = mode != TlsMode.DISABLE && type != HostRuleType.HOSTNOSSL;
    boolean required = type == HostRuleType.HOSTSSL || mode.compareTo(TlsMode.REQUIRE) >= 0;
    boolean always = offered && required;
    if (method == AuthenticationMethod.PASSWORD && !always && type != HostRuleType.LOCAL) {
      findings.refuse(
          key,
          "password would send passwords unencrypted",
          "listen.tls with the mode require, or a rule of the type hostssl, or scram-sha-256");
    }
    boolean verified = offered && tls != null && tls.clientCa() != null;
    if (method == AuthenticationMethod.CERTIFICATE && !verified) {
      findings.refuse(
          key,
          "certificate needs an authority to verify client certificates with",
          "listen.tls.client-ca to be set");
    }
  }

  private void user(String name, UserConfig user) {
    String path = KeyPath.child("users", name);
    String key = KeyPath.child(path, "password");
    boolean secretless =
        methods.stream().anyMatch(WITHOUT_SECRET::contains)
            || config.authentication().queryUser() != null;
    if (name.isEmpty()) {
      findings.refuse(path, "found an empty name", "the name of a user");
    }
    if (user.password() == null) {
      if (!secretless) {
        findings.refuse(
            key, "required key is missing", "a password, or authentication.query-user to be set");
      }
      return;
    }
    switch (PasswordForm.of(user.password())) {
      case PLAIN, SCRAM -> {}
      case MD5 -> md5(key);
      case MALFORMED ->
          findings.refuse(
              key,
              "found a malformed SCRAM-SHA-256 or md5 secret",
              "it as pg_authid.rolpassword has it, or a plain password");
    }
  }

  private void md5(String key) {
    boolean usable =
        methods.stream()
            .anyMatch(method ->
                method != AuthenticationMethod.SCRAM_SHA_256
                    && method != AuthenticationMethod.REJECT);
    if (!usable) {
      findings.refuse(
          key,
          "found an md5 secret, with which nobody can prove a password by scram-sha-256",
          "a plain password or a SCRAM-SHA-256 secret, or the method md5");
    }
  }
}
