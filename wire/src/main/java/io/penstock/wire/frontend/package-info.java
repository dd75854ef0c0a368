/** What a frontend sends: one record per message, named and laid out as in PostgreSQL's manual. */
@NullMarked
package io.penstock.wire.frontend;

import org.jspecify.annotations.NullMarked;
