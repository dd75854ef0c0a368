/**
 * How several shards together answer a query that no single one can: what each shard is asked, and
 * what one shard's PostgreSQL makes of their rows. Pure: no I/O.
 *
 * <p>Three plans, the first that is proven to be right is taken: {@link
 * io.penstock.sql.scatter.RowsPlan}, of rows that are made on one shard each; {@link
 * io.penstock.sql.scatter.GroupsPlan}, of aggregates that are made of those of each shard; and
 * {@link io.penstock.sql.scatter.TablesPlan}, of all else, which gathers the rows that matter. All
 * texts are taken from the client's own by the places of nodes, so that nothing is spelled anew.
 */
@NullMarked
package io.penstock.sql.scatter;

import org.jspecify.annotations.NullMarked;
