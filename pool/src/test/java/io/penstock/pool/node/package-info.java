@NullMarked
package io.penstock.pool.node;

import org.jspecify.annotations.NullMarked;
