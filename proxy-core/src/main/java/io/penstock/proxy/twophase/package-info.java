/**
 * Transactions over several shards: how they are called, where it is written down that they were
 * committed, and how those are finished whose coordinator could not.
 */
@NullMarked
package io.penstock.proxy.twophase;

import org.jspecify.annotations.NullMarked;
