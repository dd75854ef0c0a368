/**
 * How several shards together answer a query that no single one can: what each shard is asked, and
 * what one shard's PostgreSQL makes of their rows. Pure: no I/O.
 */
@NullMarked
package io.penstock.sql.scatter;

import org.jspecify.annotations.NullMarked;
