package io.penstock.pool.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ControlPoolsIT {
  private final ControlPools pools =
      new ControlPools(new ControlPools.Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(5)));

  @AfterEach
  void endConnections() {
    pools.close();
  }

  @Test
  void controlConnectionsSayWhoTheyAreAndSeeOnlyTheCatalog() {
    PostgresServer server = PostgresServer.shared();
    ControlTarget target =
        new ControlTarget(
            "shared", server.host(), server.port(), "postgres", server.superuser(), null, null);
    String seen =
        pools
            .run(
                target,
                connection -> {
                  assertThat(Thread.currentThread().isVirtual()).isTrue();
                  try (var statement = connection.createStatement();
                      var row =
                          statement.executeQuery(
                              "select current_setting('application_name') || ' '"
                                  + " || current_setting('search_path')")) {
                    row.next();
                    return row.getString(1);
                  }
                })
            .join();
    assertThat(seen).isEqualTo("penstock control pg_catalog");
  }

  @Test
  void aMissingServerFailsTheWorkSoonAndNothingElse() {
    ControlTarget nobody =
        new ControlTarget("pg-x", "127.0.0.1", 1, "postgres", "nobody", null, null);
    long began = System.nanoTime();
    assertThat(pools.run(nobody, connection -> true).handle((ok, failure) -> failure).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .hasMessageContaining("control pg-x");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }
}
