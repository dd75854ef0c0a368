/** How a client proves who it is, apart from any socket: rules, secrets, exchanges. */
@NullMarked
package io.penstock.proxy.auth;

import org.jspecify.annotations.NullMarked;
