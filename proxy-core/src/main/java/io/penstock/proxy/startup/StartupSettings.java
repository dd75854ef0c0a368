package io.penstock.proxy.startup;

import io.penstock.config.LimitsConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.TlsConfig;
import io.penstock.config.TlsMode;
import io.penstock.proxy.auth.HostRules;
import io.penstock.proxy.auth.UserLookup;
import io.penstock.wire.FrameLimits;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration says about logging in. A client keeps the settings it met when it
 * connected. Immutable.
 *
 * @param tls the certificate to offer; null when there is none, or the mode is disable
 */
public record StartupSettings(
    PenstockConfig config,
    HostRules rules,
    UserLookup users,
    @Nullable ServerTls tls,
    FrameLimits frameLimits) {

  private static final int LENGTH_FIELD = 4;

  /** The settings of a configuration. */
  public static StartupSettings of(
      PenstockConfig config, UserLookup users, @Nullable ServerTls tls) {
    LimitsConfig limits = config.limits();
    return new StartupSettings(
        config,
        new HostRules(config.authentication()),
        users,
        tls,
        new FrameLimits(
            limits.maxStartupSize() + LENGTH_FIELD,
            FrameLimits.DEFAULT_MAX_PRE_AUTHENTICATION_FRAME,
            limits.maxFrameSize()));
  }

  /** How much TLS clients must use; disable when none is offered. */
  TlsMode tlsMode() {
    TlsConfig configured = config.listen().tls();
    return tls == null || configured == null ? TlsMode.DISABLE : configured.mode();
  }
}
