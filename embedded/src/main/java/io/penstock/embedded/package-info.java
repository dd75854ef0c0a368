/** A real PostgreSQL cluster from Maven-published binaries. */
@NullMarked
package io.penstock.embedded;

import org.jspecify.annotations.NullMarked;
