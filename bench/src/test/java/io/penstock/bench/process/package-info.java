@NullMarked
package io.penstock.bench.process;

import org.jspecify.annotations.NullMarked;
