package io.penstock.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether a TLS block names the files its mode needs, and whether they are there. */
final class TlsChecks {
  private final Findings findings;
  private final Environment environment;

  TlsChecks(Findings findings, Environment environment) {
    this.findings = findings;
    this.environment = environment;
  }

  void listening(String path, TlsConfig tls) {
    pair(path, tls);
    if (tls.mode() != TlsMode.DISABLE && tls.certificate() == null && tls.key() == null) {
      missing(path, "certificate", tls.mode());
      missing(path, "key", tls.mode());
    }
    if (verifies(tls.mode()) && tls.clientCa() == null) {
      missing(path, "client-ca", tls.mode());
    }
    if (tls.ca() != null) {
      elsewhere(path, "ca", "client-ca");
    }
    readable(path, "client-ca", tls.clientCa());
  }

  void connecting(String path, TlsConfig tls) {
    pair(path, tls);
    if (verifies(tls.mode()) && tls.ca() == null) {
      missing(path, "ca", tls.mode());
    }
    if (tls.clientCa() != null) {
      elsewhere(path, "client-ca", "ca");
    }
    readable(path, "ca", tls.ca());
  }

  /** A file of authorities outside of a TLS block. */
  void authorities(String path, @Nullable Path file) {
    readable(path, "ca", file);
  }

  private void pair(String path, TlsConfig tls) {
    if (tls.certificate() != null && tls.key() == null) {
      alone(path, "key", "certificate");
    }
    if (tls.key() != null && tls.certificate() == null) {
      alone(path, "certificate", "key");
    }
    readable(path, "certificate", tls.certificate());
    readable(path, "key", tls.key());
  }

  private static boolean verifies(TlsMode mode) {
    return mode == TlsMode.VERIFY_CA || mode == TlsMode.VERIFY_FULL;
  }

  private void missing(String path, String key, TlsMode mode) {
    String word = new ScalarType.Choice(TlsMode.class).format(mode);
    findings.refuse(
        KeyPath.child(path, key), "required key is missing", "a PEM file for the mode " + word);
  }

  private void alone(String path, String key, String other) {
    findings.refuse(
        KeyPath.child(path, key), "required key is missing", "a PEM file to go with " + other);
  }

  private void elsewhere(String path, String key, String meant) {
    findings.refuse(
        KeyPath.child(path, key),
        "has no meaning here (did you mean " + KeyPath.quote(meant) + "?)",
        null);
  }

  private void readable(String path, String key, @Nullable Path file) {
    if (file != null && !environment.isReadable(file)) {
      findings.refuse(
          KeyPath.child(path, key),
          "cannot read the file " + KeyPath.quote(file.toString()),
          "a PEM file this process may read");
    }
  }
}
