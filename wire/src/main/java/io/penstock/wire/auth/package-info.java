/** Proving who one is: SCRAM-SHA-256 on both sides, and md5 for those who still need it. */
@NullMarked
package io.penstock.wire.auth;

import org.jspecify.annotations.NullMarked;
