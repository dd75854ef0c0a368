package io.penstock.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.embedded.PostgresServer;
import io.penstock.pool.node.ControlPools;
import io.penstock.pool.node.ControlTarget;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.catalog.ForeignKey;
import io.penstock.sql.catalog.Hazard;
import io.penstock.sql.catalog.Persistence;
import io.penstock.sql.catalog.Relation;
import io.penstock.sql.catalog.RelationKind;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.catalog.Volatility;
import io.penstock.sql.facts.FunctionUse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CatalogLoaderIT {
  private static final SearchPath PUBLIC = SearchPath.of("public");

  /** Nothing happens by itself. */
  private static final CatalogTiming ASKED =
      new CatalogTiming(
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofMillis(10),
          Duration.ofHours(1),
          Duration.ofSeconds(20));

  private static final CatalogTiming CHECKED =
      new CatalogTiming(
          Duration.ofMillis(50),
          Duration.ofHours(1),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          Duration.ofSeconds(20));

  private final PostgresServer server = PostgresServer.shared();
  private final ControlPools pools =
      new ControlPools(new ControlPools.Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(20)));
  private final BlockingQueue<Catalog> loads = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
  private final CatalogListener listener =
      new CatalogListener() {
        @Override
        public void loaded(String database, Catalog catalog, long nanos) {
          assertThat(nanos).isPositive();
          loads.add(catalog);
        }

        @Override
        public void failed(String database, String problem) {
          failures.add(problem);
        }
      };
  private String database = "";
  private volatile @Nullable ControlTarget target;

  @BeforeEach
  void createDatabase() throws SQLException {
    database = server.createDatabase("catalog");
    target = target(server.port());
  }

  @AfterEach
  void endConnections() {
    pools.close();
  }

  private ControlTarget target(int port) {
    return new ControlTarget("pg-a", server.host(), port, database, server.superuser(), null, null);
  }

  private CatalogLoader loader(CatalogTiming timing) {
    CatalogLoader loader = new CatalogLoader(database, () -> target, pools, timing, listener);
    loader.start();
    return loader;
  }

  private Catalog nextLoad() throws InterruptedException {
    Catalog loaded = loads.poll(30, TimeUnit.SECONDS);
    return Objects.requireNonNull(loaded, "no load");
  }

  private static Relation relation(Catalog catalog, String name) {
    return Objects.requireNonNull(catalog.relation(null, name, PUBLIC), name);
  }

  @Test
  void whatIsInTheDatabaseIsKnown() throws Exception {
    server.executeIn(
        database,
        "CREATE TABLE parent (id int PRIMARY KEY, note text)",
        "CREATE TABLE child (id int REFERENCES parent ON DELETE CASCADE, at date)"
            + " PARTITION BY RANGE (at)",
        "CREATE UNLOGGED TABLE child_1 PARTITION OF child"
            + " FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
        "CREATE VIEW both_tables AS SELECT p.id, now() AS at FROM parent p JOIN child USING (id)",
        "CREATE VIEW above AS SELECT * FROM both_tables",
        "ALTER TABLE parent ENABLE ROW LEVEL SECURITY",
        "CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql STABLE AS 'SELECT $1 * 2'",
        "CREATE FUNCTION twice(text) RETURNS int LANGUAGE sql AS 'SELECT 1'");
    try (CatalogLoader loader = loader(ASKED)) {
      Catalog catalog = nextLoad();
      assertThat(loader.catalog()).isSameAs(catalog);

      Relation parent = relation(catalog, "parent");
      assertThat(parent.columns()).containsExactly("id", "note");
      assertThat(parent.rowSecurity()).isTrue();
      assertThat(parent.hazard()).isNull();
      assertThat(Objects.requireNonNull(catalog.type(parent, "note")).name()).isEqualTo("text");

      Relation child = relation(catalog, "child");
      assertThat(child.kind()).isEqualTo(RelationKind.PARTITIONED_TABLE);
      assertThat(child.partitions()).containsExactly(relation(catalog, "child_1"));
      assertThat(relation(catalog, "child_1").parents()).containsExactly(child);
      assertThat(relation(catalog, "child_1").persistence()).isEqualTo(Persistence.UNLOGGED);
      assertThat(child.hazard())
          .isEqualTo(new Hazard(Hazard.Kind.UNLOGGED_TABLE, "public.child_1 in public.child"));

      Relation above = relation(catalog, "above");
      assertThat(above.sources()).containsExactly(relation(catalog, "both_tables"));
      assertThat(above.withSources()).contains(parent, child);
      assertThat(above.hazard()).isEqualTo(child.hazard());

      assertThat(catalog.foreignKeys())
          .anySatisfy(key -> {
            assertThat(key.table()).isEqualTo(child.oid());
            assertThat(key.referenced()).isEqualTo(parent.oid());
            assertThat(key.columns()).containsExactly("id");
            assertThat(key.referencedColumns()).containsExactly("id");
            assertThat(key.onDelete()).isEqualTo(ForeignKey.Action.CASCADE);
          });
      FunctionUse twice = new FunctionUse(null, "twice", 1, false, false);
      assertThat(catalog.volatility(twice, PUBLIC)).isEqualTo(Volatility.VOLATILE);
      FunctionUse count = new FunctionUse(null, "count", 0, false, true);
      assertThat(catalog.isAggregate(count, PUBLIC)).isTrue();
      assertThat(catalog.everywhere()).isNull();
    }
  }

  @Test
  void anOperatorThatNoTextShowsMakesEveryStatementSuspicious() throws Exception {
    server.executeIn(
        database,
        "CREATE FUNCTION logged_add(text, text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "CREATE OPERATOR + (LEFTARG = text, RIGHTARG = text, FUNCTION = logged_add)");
    try (CatalogLoader loader = loader(ASKED)) {
      assertThat(nextLoad().everywhere())
          .isEqualTo(new Hazard(Hazard.Kind.VOLATILE_OPERATOR, "public.logged_add"));
      assertThat(loader.catalog()).isNotNull();
    }
  }

  @Test
  void itIsLoadedAgainWhenAsked() throws Exception {
    try (CatalogLoader loader = loader(ASKED)) {
      assertThat(nextLoad().relation(null, "later", PUBLIC)).isNull();
      server.executeIn(database, "CREATE TABLE later (id int)");
      loader.stale();
      loader.stale();
      assertThat(nextLoad().relation(null, "later", PUBLIC)).isNotNull();
    }
  }

  @Test
  void itIsLoadedAgainWhenTheServerCountsChanges() throws Exception {
    try (CatalogLoader loader = loader(CHECKED)) {
      var unused = nextLoad();
      server.executeIn(
          database, "CREATE TABLE elsewhere (id int)", "SELECT pg_stat_force_next_flush()");
      Catalog loaded = nextLoad();
      while (loaded.relation(null, "elsewhere", PUBLIC) == null) {
        loaded = nextLoad();
      }
      assertThat(loader.catalog()).isNotNull();
    }
  }

  @Test
  void theLastOneStaysWhenTheNextCannotBeLoaded() throws Exception {
    try (CatalogLoader loader = loader(ASKED)) {
      Catalog first = nextLoad();
      target = target(1);
      loader.stale();
      assertThat(failures.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(loader.catalog()).isSameAs(first);
      target = null;
      loader.stale();
      assertThat(failures.poll(30, TimeUnit.SECONDS)).contains("no primary is known");
      target = target(server.port());
      loader.stale();
      assertThat(nextLoad()).isNotSameAs(first);
    }
  }

  @Test
  void aLoadThatFailedIsTriedAgainWithoutBeingAskedFor() throws Exception {
    target = null;
    CatalogTiming seldomChecked =
        new CatalogTiming(
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofSeconds(20));
    try (CatalogLoader loader = loader(seldomChecked)) {
      assertThat(failures.poll(30, TimeUnit.SECONDS)).contains("no primary is known");
      target = target(server.port());
      Catalog loaded = nextLoad();
      assertThat(loader.catalog()).isSameAs(loaded);
    }
  }
}
