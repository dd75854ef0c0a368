package io.penstock.proxy.catalog;

import java.time.Duration;

/**
 * How often a catalog is loaded.
 *
 * @param check how often the server is asked whether its catalog has changed
 * @param reload how old a catalog may become where nothing seems to have changed
 * @param settle how long to wait after a change was seen, so that a migration is one reload
 * @param retry how long to wait after a load failed
 * @param timeout for each query
 */
public record CatalogTiming(
    Duration check, Duration reload, Duration settle, Duration retry, Duration timeout) {
  public static final CatalogTiming DEFAULT =
      new CatalogTiming(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10));
}
