/** Connections to PostgreSQL: leases for sessions, control connections for the proxy itself. */
@NullMarked
package io.penstock.pool;

import org.jspecify.annotations.NullMarked;
