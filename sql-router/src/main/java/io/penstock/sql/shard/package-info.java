/** Which shard holds the rows of a key. Pure: no I/O. */
@NullMarked
package io.penstock.sql.shard;

import org.jspecify.annotations.NullMarked;
