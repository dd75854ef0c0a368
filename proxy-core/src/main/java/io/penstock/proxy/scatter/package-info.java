/**
 * Rows of several shards on their way to one client: collected for the shard that finishes a query,
 * or merged in order. Knows frames and values, and nothing of sessions.
 */
@NullMarked
package io.penstock.proxy.scatter;

import org.jspecify.annotations.NullMarked;
