package io.penstock.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The HTTP endpoint and who may use the admin console. */
public record AdminConfig(
    @Doc("The IP address or host name of the HTTP endpoint.")
        @Default("127.0.0.1")
        @Host
        @NeedsRestart
        String address,
    @Doc("The TCP port of the HTTP endpoint; 0 takes any free one.")
        @Default("6480")
        @Range(min = "0", max = "65535")
        @NeedsRestart
        int port,
    @Doc("Users who may run every command of the admin console.") List<String> users,
    @Doc("Users who may run SHOW on the admin console, and nothing that changes anything.")
        List<String> statsUsers,
    @Doc(
            "The token that every HTTP request must carry but those to /health; absent: who reaches the port may read.")
        @Nullable Secret token) {
  public AdminConfig {
    users = List.copyOf(users);
    statsUsers = List.copyOf(statsUsers);
  }

  /** The block of a file that does not have it. */
  public static AdminConfig defaults() {
    return Defaults.of(AdminConfig.class);
  }
}
