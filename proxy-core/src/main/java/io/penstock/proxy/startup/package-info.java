/** From an accepted connection to an authenticated client. */
@NullMarked
package io.penstock.proxy.startup;

import org.jspecify.annotations.NullMarked;
