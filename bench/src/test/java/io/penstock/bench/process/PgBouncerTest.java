package io.penstock.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgBouncerTest {
  @ParameterizedTest
  @CsvSource({"1.18.0, false", "1.20.1, false", "1.21.0, true", "1.25.2, true", "2.0.0, true"})
  void preparedStatementsAreCarriedFrom121On(String version, boolean carried) {
    PgBouncer pgbouncer = new PgBouncer(Path.of("pgbouncer"), version);
    Address address = new Address("127.0.0.1", 7000);
    ProxySettings settings =
        new ProxySettings(
            Database.given(new Address("127.0.0.1", 5433), "shop", "app"),
            new Certificate(Path.of("server.pem"), Path.of("server.key")),
            17,
            600);

    assertThat(pgbouncer.carriesPreparedStatements()).isEqualTo(carried);
    String config = pgbouncer.config(settings, address, Path.of("users.txt"));
    assertThat(config)
        .contains("shop = host=127.0.0.1 port=5433 dbname=shop\n")
        .contains("default_pool_size = 17\n")
        .contains("max_client_conn = 600\n");
    assertThat(config.contains("max_prepared_statements = 200\n")).isEqualTo(carried);
  }
}
