package io.penstock.config;

/** Another proxy of the fleet, as this one reaches it. */
public record PeerConfig(
    @Doc("Its fleet.id.") @Range(min = "1", max = "65535") int id,
    @Doc("Its own IP address or host name, not the one that clients share.") @Host String host,
    @Doc("Its listen.port.") @Default("6432") @Range(min = "1", max = "65535") int port) {}
