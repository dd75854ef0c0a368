package io.penstock.proxy.startup;

import org.jspecify.annotations.Nullable;

/** The files under {@code listen.tls} do not make a usable certificate; the message says why. */
public final class TlsFilesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TlsFilesException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
