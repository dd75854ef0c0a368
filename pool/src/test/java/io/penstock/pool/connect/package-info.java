@NullMarked
package io.penstock.pool.connect;

import org.jspecify.annotations.NullMarked;
