package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.int8;
import static io.penstock.proxy.console.Column.text;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** SHOW SHARDS: over what the rows of databases are spread. */
final class ShowShards {
  static final Table<ShardView> TABLE =
      Table.immediate(
          "SHARDS",
          List.of(
              text("database", ShardView::database),
              text("shard", ShardView::shard),
              text("algorithm", ShardView::algorithm),
              int4("weight", ShardView::weight),
              text("dbname", ShardView::dbname),
              text("primary", ShardView::primary),
              int4("nodes", ShardView::nodes),
              int4("connections", ShardView::connections),
              int8("queries", shard -> shard.load().queries()),
              int8("query_time", shard -> shard.load().queryMicros()),
              int8("sent", shard -> shard.load().sentBytes()),
              text("share", shard -> decimal(shard.load().share())),
              text("skew", shard -> decimal(shard.load().skew()))),
          ConsoleServer::shards);

  private ShowShards() {}

  private static @Nullable String decimal(double value) {
    return Double.isNaN(value) ? null : String.format(Locale.ROOT, "%.2f", value);
  }
}
