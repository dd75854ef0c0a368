/** Every meter's name in one place, and the listeners that feed them. */
@NullMarked
package io.penstock.metrics;

import org.jspecify.annotations.NullMarked;
