/** The command line: what {@code bin/penstock} runs. */
@NullMarked
package io.penstock.proxy.cli;

import org.jspecify.annotations.NullMarked;
