/**
 * One client's life after authentication: its frames relayed to the backend it leases, its state
 * carried from backend to backend. Everything here is confined to the session's event loop.
 */
@NullMarked
package io.penstock.proxy.session;

import org.jspecify.annotations.NullMarked;
