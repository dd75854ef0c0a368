/** What a backend sends: one record per message, named and laid out as in PostgreSQL's manual. */
@NullMarked
package io.penstock.wire.backend;

import org.jspecify.annotations.NullMarked;
