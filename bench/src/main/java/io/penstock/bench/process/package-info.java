/** The processes that are measured, and what the kernel knows about them. */
@NullMarked
package io.penstock.bench.process;

import org.jspecify.annotations.NullMarked;
