/** The server: what happens to a client from accept to close. */
@NullMarked
package io.penstock.proxy;

import org.jspecify.annotations.NullMarked;
