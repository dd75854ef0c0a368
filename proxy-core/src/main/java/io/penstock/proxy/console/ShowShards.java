package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.text;

import java.util.List;

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
              int4("connections", ShardView::connections)),
          ConsoleServer::shards);

  private ShowShards() {}
}
