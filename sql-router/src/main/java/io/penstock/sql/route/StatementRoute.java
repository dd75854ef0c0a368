package io.penstock.sql.route;

import io.penstock.sql.shard.ShardRoute;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a statement before its session is: to be kept for its next time.
 *
 * @param rules bits of the rules that match it
 * @param primary the decision where it goes to the primary because of itself
 * @param shard which shard it is for; null if the database is not sharded
 */
public record StatementRoute(
    Classification classification, long rules, RouteDecision primary, @Nullable ShardRoute shard) {}
