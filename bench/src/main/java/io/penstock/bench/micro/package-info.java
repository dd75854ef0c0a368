/** Single parts, measured by JMH. */
@NullMarked
package io.penstock.bench.micro;

import org.jspecify.annotations.NullMarked;
