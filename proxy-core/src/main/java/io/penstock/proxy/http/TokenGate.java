package io.penstock.proxy.http;

import io.penstock.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets those in who carry the token: as {@code Bearer token}, or, since browsers ask for nothing
 * else, as the password of {@code Basic}, with any user. Compared in constant time.
 */
final class TokenGate {
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private final Supplier<@Nullable Secret> token;

  /**
   * @param token asked for every request, so that a reload may change it; null lets everyone in
   */
  TokenGate(Supplier<@Nullable Secret> token) {
    this.token = token;
  }

  /**
   * Whether this value of the header {@code Authorization} opens the gate.
   *
   * @param authorization null when there is no such header
   */
  boolean opens(@Nullable String authorization) {
    Secret expected = token.get();
    if (expected == null) {
      return true;
    }
    String presented = authorization == null ? null : presented(authorization);
    return presented != null && expected.equals(Secret.of(presented));
  }

  private static @Nullable String presented(String authorization) {
    String lower = authorization.toLowerCase(Locale.ROOT);
    if (lower.startsWith(BEARER)) {
      return authorization.substring(BEARER.length()).strip();
    }
    return lower.startsWith(BASIC) ? password(authorization.substring(BASIC.length())) : null;
  }

  private static @Nullable String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? null : pair.substring(colon + 1);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
