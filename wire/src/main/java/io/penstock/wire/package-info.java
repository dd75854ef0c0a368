/**
 * PostgreSQL wire protocol 3.0 and 3.2: frames, messages, limits, SCRAM. Netty buffers only, no
 * I/O.
 */
@NullMarked
package io.penstock.wire;

import org.jspecify.annotations.NullMarked;
