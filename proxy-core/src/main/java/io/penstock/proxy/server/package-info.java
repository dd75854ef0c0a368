/** The server: its loops, its databases and pools, its clients, from start to stop. */
@NullMarked
package io.penstock.proxy.server;

import org.jspecify.annotations.NullMarked;
