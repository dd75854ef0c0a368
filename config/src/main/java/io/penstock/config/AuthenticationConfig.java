package io.penstock.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How clients prove who they are. Rules are tried in order; when none matches, {@code method}
 * stands.
 */
public record AuthenticationConfig(
    @Doc("The method for clients that no rule matches.") @Default("scram-sha-256")
        AuthenticationMethod method,
    @Doc("Rules by kind of connection, database, user and address; the first that matches decides.")
        List<HostRuleConfig> rules,
    @Doc(
            "The statement that looks up a user who is not under users: takes the name as $1, returns name and secret.")
        @Default(
            "SELECT rolname, CASE WHEN rolvaliduntil < pg_catalog.now() THEN NULL ELSE rolpassword END FROM pg_catalog.pg_authid WHERE rolname = $1 AND rolcanlogin")
        String query,
    @Doc("The user who runs the query; absent: only the users named here can log in.")
        @Nullable String queryUser,
    @Doc(
            "The database (a key of databases) in which the query runs; absent: the one the client asks for.")
        @Nullable String queryDatabase) {
  public AuthenticationConfig {
    rules = List.copyOf(rules);
  }

  /** SCRAM for everyone under {@code users}, and nobody else. */
  public static AuthenticationConfig defaults() {
    return Defaults.of(AuthenticationConfig.class);
  }
}
