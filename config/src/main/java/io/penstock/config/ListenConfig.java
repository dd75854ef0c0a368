package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** Where and how clients are accepted. */
public record ListenConfig(
    @Doc("The IP address or host name to listen on; 0.0.0.0 is every IPv4 address.")
        @Default("127.0.0.1")
        @Host
        @NeedsRestart
        String address,
    @Doc("The TCP port for the PostgreSQL protocol; 0 takes any free one.")
        @Default("6432")
        @Range(min = "0", max = "65535")
        @NeedsRestart
        int port,
    @Doc("TLS for clients; absent: none is offered.") @Nullable TlsConfig tls,
    @Doc("How many connections the kernel may hold that are not accepted yet.")
        @Default("1024")
        @Range(min = "1", max = "65535")
        @NeedsRestart
        int backlog,
    @Doc("Sets SO_REUSEPORT, here and on the admin port, so that a new process can take over.")
        @Default("true")
        @NeedsRestart
        boolean reusePort,
    @Doc("How many event loops serve sessions; 0 is one for every two cores.")
        @Default("0")
        @Range(min = "0", max = "1024")
        @NeedsRestart
        int eventLoops,
    @Doc("How sockets are driven.") @Default("auto") @NeedsRestart Transport transport) {
  /** The block of a file that does not have it. */
  public static ListenConfig defaults() {
    return Defaults.of(ListenConfig.class);
  }
}
