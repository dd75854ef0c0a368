/**
 * Where a statement goes, and why: what reads, what the rules and hints say, and what follows.
 * Pure.
 */
@NullMarked
package io.penstock.sql.route;

import org.jspecify.annotations.NullMarked;
