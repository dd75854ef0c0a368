/**
 * What a statement reads, writes, calls and compares, from its text alone. Pure: no I/O, and no
 * knowledge of what the names mean in a database.
 */
@NullMarked
package io.penstock.sql.facts;

import org.jspecify.annotations.NullMarked;
