/** The tour of the demo: steps that show, on a real cluster, what the proxy does. */
@NullMarked
package io.penstock.proxy.cli.tour;

import org.jspecify.annotations.NullMarked;
