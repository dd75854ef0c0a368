/**
 * The admin console: what a client gets that connects to the database {@code penstock}, or {@code
 * pgbouncer} for the tools that know that name. PgBouncer's commands and tables, and ours.
 */
@NullMarked
package io.penstock.proxy.console;

import org.jspecify.annotations.NullMarked;
