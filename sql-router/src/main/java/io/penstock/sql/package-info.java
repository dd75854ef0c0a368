/** What a statement does, from its bytes. Pure: no I/O. */
@NullMarked
package io.penstock.sql;

import org.jspecify.annotations.NullMarked;
