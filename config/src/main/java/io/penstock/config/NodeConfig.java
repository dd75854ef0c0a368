package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** One PostgreSQL server. */
public record NodeConfig(
    @Doc("What it is called in logs, metrics and the console; by default host:port.") @Default("")
        String name,
    @Doc("Its IP address or host name.") @Host String host,
    @Doc("Its TCP port.") @Default("5432") @Range(min = "1", max = "65535") int port,
    @Doc("What it is.") @Default("auto") NodeRole role,
    @Doc("Its share of the reads among replicas; 0 takes none.")
        @Default("1")
        @Range(min = "0", max = "1000")
        int weight,
    @Doc("The zone it stands in, such as a data centre.") @Nullable String zone,
    @Doc("TLS towards it; absent: none.") @Nullable TlsConfig tls,
    @Doc("How many backend connections to it, in all pools together; 0 is no limit.")
        @Default("0")
        @Range(min = "0", max = "100000")
        int maxConnections,
    @Doc("The user to log in to it as; absent: the database's, else the client's own.")
        @Nullable String user,
    @Doc("The password for that.") @Nullable Secret password) {
  public NodeConfig {
    if (name.isEmpty()) {
      name = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }
}
