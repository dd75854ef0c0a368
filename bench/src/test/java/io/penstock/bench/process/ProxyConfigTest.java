package io.penstock.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyConfigTest {
  @Test
  void penstockAcceptsItsConfiguration(@TempDir Path folder) throws Exception {
    ProxySettings settings =
        new ProxySettings(
            Database.given(new Address("127.0.0.1", 5433), "shop", "app"),
            Certificate.in(folder),
            17,
            600);
    PenstockConfig config =
        ConfigLoader.parse(Penstock.config(settings, new Address("127.0.0.1", 7000), 7001));

    assertThat(config.pool().size()).isEqualTo(17);
    assertThat(config.pool().reserve()).isZero();
    assertThat(config.limits().maxClients()).isEqualTo(600);
    assertThat(config.databases()).containsOnlyKeys("shop");
  }
}
