/**
 * COPY: what its text says, and the rows of its data, which are found in bytes as they come. Pure.
 */
@NullMarked
package io.penstock.sql.copy;

import org.jspecify.annotations.NullMarked;
