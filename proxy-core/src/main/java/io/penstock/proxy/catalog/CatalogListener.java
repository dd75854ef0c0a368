package io.penstock.proxy.catalog;

import io.penstock.sql.catalog.Catalog;

/** Told what becomes of a database's catalog, on virtual threads. */
public interface CatalogListener {
  /** It was loaded, which took so long. */
  default void loaded(String database, Catalog catalog, long nanos) {}

  /** It could not be loaded; the one there was, if any, stays. */
  default void failed(String database, String problem) {}
}
