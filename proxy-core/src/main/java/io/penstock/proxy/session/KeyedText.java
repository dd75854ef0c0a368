package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.sql.shard.ShardRoute;
import io.penstock.sql.shard.TextKeys;
import org.jspecify.annotations.Nullable;

/** What is known of the keys in a prepared statement's text, found at its first Bind. */
@SuppressWarnings("ReferenceEquality") // A new catalog makes new routes.
final class KeyedText {
  private final ByteBuf body;
  private final int textEnd;
  private ShardRoute.@Nullable Keyed route;
  private @Nullable TextKeys keys;

  /**
   * @param body a Parse message's payload after the name
   */
  KeyedText(byte[] body) {
    this.body = Unpooled.wrappedBuffer(body);
    this.textEnd = this.body.indexOf(0, body.length, (byte) 0);
  }

  ByteBuf body() {
    return body;
  }

  /** Where the text ends in it; negative if it does not. */
  int textEnd() {
    return textEnd;
  }

  /** The keys, if they were found under this route; else null. */
  @Nullable TextKeys keys(ShardRoute.Keyed now) {
    return now == route ? keys : null;
  }

  void keep(ShardRoute.Keyed now, TextKeys found) {
    route = now;
    keys = found;
  }
}
