package io.penstock.proxy.move;

import org.jspecify.annotations.Nullable;

/**
 * A proxy's console, and as whom to log in to it.
 *
 * @param user an administrator of the console
 * @param password null where none is asked for
 * @param sslMode as pgjdbc has it
 */
public record ProxyAddress(
    String host, int port, String user, @Nullable String password, String sslMode) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
