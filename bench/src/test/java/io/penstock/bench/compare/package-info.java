@NullMarked
package io.penstock.bench.compare;

import org.jspecify.annotations.NullMarked;
