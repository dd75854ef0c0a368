package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.int8;
import static io.penstock.proxy.console.Column.text;

import java.util.List;

/** SHARDS MOVE: how a proxy takes part in a move of keys. */
final class ShowMove {
  private ShowMove() {}

  static Table<MoveView> table(ConsoleCommand.MoveShards command) {
    return new Table<>(
        "SHARDS",
        List.of(
            int8("version", MoveView::version),
            text("moved", MoveView::moved),
            text("held", MoveView::held),
            int4("behind", MoveView::behind),
            text("placement", MoveView::placement),
            text("obstacle", MoveView::obstacle)),
        server -> server.followMove(command.database(), command.patience()).thenApply(List::of));
  }
}
