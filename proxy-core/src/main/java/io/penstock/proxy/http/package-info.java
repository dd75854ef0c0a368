/** The HTTP port: status page, metrics, health. Reads only; knows nothing of sessions. */
@NullMarked
package io.penstock.proxy.http;

import org.jspecify.annotations.NullMarked;
