package io.penstock.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.AddressRange;
import io.penstock.config.AuthenticationConfig;
import io.penstock.config.AuthenticationMethod;
import io.penstock.config.HostRuleConfig;
import io.penstock.config.HostRuleType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostRulesTest {
  private static HostRuleConfig rule(
      HostRuleType type,
      String database,
      String user,
      String address,
      AuthenticationMethod method) {
    return new HostRuleConfig(
        type, List.of(database), List.of(user), AddressRange.parse(address), method);
  }

  private static HostRules rules(HostRuleConfig... rules) {
    return new HostRules(
        new AuthenticationConfig(
            AuthenticationMethod.SCRAM_SHA_256, List.of(rules), "", null, null));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    HostRules rules =
        rules(
            rule(HostRuleType.HOST, "all", "app", "10.0.0.0/8", AuthenticationMethod.REJECT),
            rule(HostRuleType.HOST, "all", "all", "10.1.2.3", AuthenticationMethod.TRUST));
    assertThat(rules.method(false, "shop", "app", address("10.1.2.3")))
        .isEqualTo(AuthenticationMethod.REJECT);
    assertThat(rules.method(false, "shop", "other", address("10.1.2.3")))
        .isEqualTo(AuthenticationMethod.TRUST);
    assertThat(rules.method(false, "shop", "other", address("10.1.2.4")))
        .isEqualTo(AuthenticationMethod.SCRAM_SHA_256);
  }

  @ParameterizedTest
  @CsvSource({
    "HOST, true, 10.0.0.1, true",
    "HOST, false, 10.0.0.1, true",
    "HOST, false, , false",
    "HOSTSSL, true, 10.0.0.1, true",
    "HOSTSSL, false, 10.0.0.1, false",
    "HOSTSSL, false, , false",
    "HOSTNOSSL, true, 10.0.0.1, false",
    "HOSTNOSSL, false, 10.0.0.1, true",
    "LOCAL, false, , true",
    "LOCAL, false, 10.0.0.1, false"
  })
  void theTypeOfARuleTellsTlsAndSocketApart(
      HostRuleType type, boolean tls, @Nullable String from, boolean matches) {
    HostRules rules = rules(rule(type, "all", "all", "all", AuthenticationMethod.REJECT));
    InetAddress address = from == null ? null : address(from);
    assertThat(rules.method(tls, "shop", "app", address) == AuthenticationMethod.REJECT)
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "shop, app, 10.255.0.1, true",
    "shop, app, 11.0.0.1, false",
    "shop, app, ::1, false",
    "shop, app, ::ffff:10.0.0.1, true", // an IPv4 client of an IPv6 socket
    "orders, app, 10.0.0.1, false",
    "shop, App, 10.0.0.1, false"
  })
  void everyPartOfARuleMustMatch(String database, String user, String from, boolean matches) {
    HostRules rules =
        rules(rule(HostRuleType.HOST, "shop", "app", "10.0.0.0/8", AuthenticationMethod.MD5));
    assertThat(rules.method(false, database, user, address(from)) == AuthenticationMethod.MD5)
        .isEqualTo(matches);
  }
}
