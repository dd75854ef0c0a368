/**
 * What the names of a statement mean in a database: its functions, relations, operators and types,
 * as far as reads, caches and shards depend on them. Pure: somebody else loads the rows.
 */
@NullMarked
package io.penstock.sql.catalog;

import org.jspecify.annotations.NullMarked;
