/** Loads what the router must know of a database's catalog, and keeps it fresh. */
@NullMarked
package io.penstock.proxy.catalog;

import org.jspecify.annotations.NullMarked;
