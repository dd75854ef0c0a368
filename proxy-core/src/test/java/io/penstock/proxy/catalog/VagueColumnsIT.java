package io.penstock.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.catalog.SearchPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VagueColumnsIT {
  @Test
  void columnsThatRoundOrHoldDifferentBytesEqualAreVague() throws SQLException {
    PostgresServer server = PostgresServer.shared();
    String database = server.createDatabase("vague");
    server.executeIn(
        database,
        "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        """
        CREATE TABLE t (
          number int4, whole numeric, scaled numeric(12, 0), cents numeric(12, 2),
          tens numeric(3, -1), thousands numeric(5, -3),
          name text, code varchar(3), loose text COLLATE loose,
          at timestamp, at_second timestamp(0), at_micro timestamp(6),
          zoned timestamptz, zoned_milli timestamptz(3))
        """);
    Catalog catalog;
    try (Connection connection = server.connect(database)) {
      catalog = CatalogReader.read(connection, Duration.ofSeconds(20));
    }
    Relation table =
        Objects.requireNonNull(catalog.relation("public", "t", SearchPath.of("public")));
    assertThat(table.columns().stream().filter(table::isVague))
        .containsExactly("tens", "thousands", "loose", "at_second", "zoned_milli");
  }
}
