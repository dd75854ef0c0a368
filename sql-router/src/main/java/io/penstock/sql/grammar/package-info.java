/**
 * PostgreSQL's grammar: the parser, which the build makes of Calcite's template and the productions
 * in {@code src/main/codegen}, and what gives it its tokens.
 */
@NullMarked
package io.penstock.sql.grammar;

import org.jspecify.annotations.NullMarked;
