@NullMarked
package io.penstock.bench.memory;

import org.jspecify.annotations.NullMarked;
