/** The operator's YAML as immutable, validated records. */
@NullMarked
package io.penstock.config;

import org.jspecify.annotations.NullMarked;
