/** What the proxy knows of each node: control connections, its role, whether it answers. */
@NullMarked
package io.penstock.pool.node;

import org.jspecify.annotations.NullMarked;
