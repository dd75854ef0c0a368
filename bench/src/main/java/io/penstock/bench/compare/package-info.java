/** Penstock beside PgBouncer and PostgreSQL itself, measured by pgbench. */
@NullMarked
package io.penstock.bench.compare;

import org.jspecify.annotations.NullMarked;
