/**
 * The syntax tree: Calcite's nodes, and those that PostgreSQL's syntax needs besides. A tree is for
 * being looked at, never to make SQL of: what is sent is the client's text. A node's position is
 * line 1 and, as columns, the first and last byte of its text, counted from 1.
 */
@NullMarked
package io.penstock.sql.tree;

import org.jspecify.annotations.NullMarked;
