package io.penstock.bench.process;

/**
 * What both proxies are configured with, so that only the program differs.
 *
 * @param poolSize backends at most, and no reserve
 * @param maxClients clients at most
 */
public record ProxySettings(
    Database database, Certificate certificate, int poolSize, int maxClients) {}
