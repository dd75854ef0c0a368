package io.penstock.proxy.auth;

import io.penstock.config.AuthenticationConfig;
import io.penstock.config.AuthenticationMethod;
import io.penstock.config.HostRuleConfig;
import io.penstock.config.HostRuleType;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which method a client must use. Immutable. */
public final class HostRules {
  private static final String ALL = "all";

  private final List<HostRuleConfig> rules;
  private final AuthenticationMethod otherwise;

  public HostRules(AuthenticationConfig config) {
    this.rules = config.rules();
    this.otherwise = config.method();
  }

  /**
   * The method of the first rule that matches, else the configuration's own.
   *
   * @param address null for a Unix-domain socket
   */
  public AuthenticationMethod method(
      boolean tls, String database, String user, @Nullable InetAddress address) {
    for (HostRuleConfig rule : rules) {
      if (isOfType(rule.type(), tls, address)
          && names(rule.databases(), database)
          && names(rule.users(), user)
          && (address == null || rule.address().contains(address))) {
        return rule.method();
      }
    }
    return otherwise;
  }

  private static boolean isOfType(HostRuleType type, boolean tls, @Nullable InetAddress address) {
    return switch (type) {
      case HOST -> address != null;
      case HOSTSSL -> address != null && tls;
      case HOSTNOSSL -> address != null && !tls;
      case LOCAL -> address == null;
    };
  }

  private static boolean names(List<String> names, String name) {
    return names.contains(ALL) || names.contains(name);
  }
}
