/**
 * Moves keys between the shards of a database while clients write. Docs: docs/decisions/0018 says
 * how, and why nothing is lost or doubled.
 */
@NullMarked
package io.penstock.proxy.move;

import org.jspecify.annotations.NullMarked;
