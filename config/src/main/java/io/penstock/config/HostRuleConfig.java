package io.penstock.config;

import java.util.List;

/** One line of host-based authentication. */
public record HostRuleConfig(
    @Doc("The kind of connection.") @Default("host") HostRuleType type,
    @Doc("The databases this is about; all is every one.") @Default("all") List<String> databases,
    @Doc("The users this is about; all is every one.") @Default("all") List<String> users,
    @Doc("The client addresses this is about: an IP address, a CIDR range, or all.") @Default("all")
        AddressRange address,
    @Doc("What such a client must do.") AuthenticationMethod method) {
  public HostRuleConfig {
    databases = List.copyOf(databases);
    users = List.copyOf(users);
  }
}
