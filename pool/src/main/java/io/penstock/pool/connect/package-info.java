/** Getting one connection to PostgreSQL: where, with which secrets, TLS, login, cancel requests. */
@NullMarked
package io.penstock.pool.connect;

import org.jspecify.annotations.NullMarked;
