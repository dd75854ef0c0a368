/** Ids that are unique over all shards of a database, which the shards make themselves. */
@NullMarked
package io.penstock.proxy.ids;

import org.jspecify.annotations.NullMarked;
