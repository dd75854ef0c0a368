/** YAML as a tree that knows the line of everything in it. Knows nothing of what the tree means. */
@NullMarked
package io.penstock.config.yaml;

import org.jspecify.annotations.NullMarked;
