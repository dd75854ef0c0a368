package io.penstock.sql.shard;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.route.SessionMarks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which statements are about schemas that live on one shard, and about which. */
class SchemaShardsTest {
  private static final ShardPlan PLAN = ShardedDatabase.plan();

  private static String words(String sql, String... path) {
    return words(sql, SessionMarks.of(SearchPath.of(path)));
  }

  private static String words(String sql, SessionMarks marks) {
    return switch (PLAN.route(ShardedDatabase.text(sql), marks)) {
      case ShardRoute.Anywhere(ShardRoute.Where where) -> where.name().toLowerCase(Locale.ROOT);
      case ShardRoute.Refused(String sentence, String hint) -> "refused: " + sentence;
      case ShardRoute.Several several -> "several: " + several.alone().sentence();
      case ShardRoute.NotYet notYet -> "not yet";
      case ShardRoute.Keyed(List<KeyUse> uses) ->
          uses.stream()
              .map(use -> (use.isSchema() ? "" : "key of ") + use.table())
              .collect(joining(" "));
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM tenant_1.orders | tenant_1",
        "SELECT * FROM acme.orders o JOIN acme.items i ON i.id = o.id | acme",
        "SELECT * FROM \"tenant_1\".orders WHERE note = (SELECT max(n) FROM tenant_2.t)"
            + " | tenant_1 tenant_2",
        "SELECT * FROM tenant_1.orders JOIN countries c ON c.code = country | tenant_1",
        "SELECT c.relname FROM tenant_1.orders, pg_class c | tenant_1",
        "SELECT tenant_1.made_up(1, 2) | tenant_1",
        "SELECT 1::tenant_1.money | tenant_1",
        "INSERT INTO tenant_1.orders VALUES (1, tenant_1.f(2)) RETURNING id | tenant_1",
        "INSERT INTO tenant_1.orders SELECT * FROM countries | tenant_1",
        "UPDATE tenant_1.orders SET n = 1 FROM tenant_1.items | tenant_1",
        "DELETE FROM tenant_1.orders | tenant_1",
        "MERGE INTO tenant_1.a USING tenant_1.b ON a.i = b.i WHEN MATCHED THEN DELETE | tenant_1",
        "SELECT * INTO tenant_1.copies FROM tenant_1.orders | tenant_1",
        "SELECT * FROM tenant_1.orders FOR UPDATE | tenant_1",
        "EXPLAIN SELECT * FROM tenant_1.orders | tenant_1",
        "SELECT 1; SELECT * FROM tenant_1.orders; COMMIT | tenant_1",
        "SELECT * FROM tenant_1.orders, orders o WHERE o.customer_id = 1"
            + " | refused: public.orders is used beside a schema that lives on one shard",
        "SELECT * FROM tenant_1.orders, notes"
            + " | refused: public.notes is used beside a schema that lives on one shard",
        "INSERT INTO countries SELECT * FROM tenant_1.countries"
            + " | refused: it writes the reference table public.countries, of which every shard"
            + " has a copy",
        "SELECT * FROM tenant_1.orders, countries FOR UPDATE"
            + " | refused: it locks rows, and reads a reference table on one shard only",
        "SELECT touch() FROM tenant_1.orders"
            + " | refused: the function touch may read other tables: it is not IMMUTABLE",
        "SELECT made_up() FROM tenant_1.orders"
            + " | refused: no function made_up is known to the catalog",
        "SELECT query_to_xml('TABLE orders', true, true, '') FROM tenant_1.orders"
            + " | refused: the function query_to_xml reads tables that only its arguments name",
        "SELECT nextval('s') FROM tenant_1.orders"
            + " | refused: which sequence is meant cannot be told: there are some outside of"
            + " tenant_1",
        "SELECT pg_advisory_lock(1) FROM tenant_1.orders"
            + " | refused: the function pg_advisory_lock has effects that belong on the first"
            + " shard",
        "SELECT * FROM tenants.orders | refused: no table tenants.orders is known to the catalog",
        "SELECT * FROM orders WHERE customer_id = 1 | key of orders",
        "SELECT now() | here"
      })
  void namesWithASchemaSayWhere(String sql, String expected) {
    assertThat(words(sql, "public")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM bookings WHERE id = 1 | tenant_7",
        "INSERT INTO bookings VALUES (1, home_made('x')) | tenant_7",
        "SELECT * FROM bookings JOIN countries ON true | tenant_7",
        "SELECT * FROM countries | tenant_7",
        "SELECT * FROM pg_class | tenant_7",
        "SELECT * FROM information_schema.tables | tenant_7",
        "SELECT now(), current_schema() | tenant_7",
        "SELECT * FROM tenant_8.bookings | tenant_8 tenant_7",
        "SELECT * FROM orders WHERE customer_id = 1"
            + " | refused: orders may mean public.orders or a table in a schema of one shard",
        "SELECT * FROM public.orders WHERE customer_id = 1"
            + " | refused: public.orders is used beside a schema that lives on one shard",
        "INSERT INTO countries VALUES ('x')"
            + " | refused: it writes the reference table public.countries, of which every shard"
            + " has a copy",
        "SELECT * INTO copies FROM bookings"
            + " | refused: SELECT INTO makes the table copies, and does not say in which schema",
        "SELECT nextval('bookings_id_seq')"
            + " | refused: which sequence is meant cannot be told: there are some outside of"
            + " tenant_7",
        "SELECT pg_advisory_lock(1) | first",
        "LISTEN x | first",
        "SET search_path = public | here",
        "SET search_path TO tenant_8, public | tenant_8",
        "SET LOCAL search_path = tenant_7, tenant_8 | tenant_7 tenant_8",
        "SET search_path = 'tenant_8' | here",
        "SET search_path = tenant_8; SELECT 1"
            + " | refused: it has SET, RESET or DISCARD beside statements with keys: what names"
            + " mean may change between them",
        "SHOW search_path | here",
        "BEGIN | here",
        "COPY bookings FROM STDIN | tenant_7",
        "COPY bookings TO STDOUT | tenant_7",
        "ALTER TABLE bookings ADD n int | tenant_7",
        "CREATE INDEX ON bookings (n) | tenant_7",
        "TRUNCATE bookings, rooms | tenant_7",
        "DROP TABLE IF EXISTS bookings | tenant_7",
        "ALTER TABLE orders ADD n int"
            + " | refused: orders without a schema may be meant for another one than tenant_7",
        "CREATE TABLE bookings (id int)"
            + " | refused: bookings without a schema may be meant for another one than tenant_7",
        "DROP INDEX bookings_n | refused: DROP may concern a schema that lives on one shard, and"
            + " is not understood",
        "CREATE EXTENSION hstore | refused: CREATE may concern a schema that lives on one shard, and"
            + " is not understood"
      })
  void namesWithoutOneAreLookedForAsPostgresDoes(String sql, String expected) {
    assertThat(words(sql, "tenant_7", "public")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "CREATE SCHEMA tenant_9 | tenant_9",
        "CREATE SCHEMA IF NOT EXISTS tenant_9 AUTHORIZATION app | tenant_9",
        "CREATE SCHEMA tenant_9 CREATE TABLE t (n int)"
            + " | refused: CREATE SCHEMA with more than its name in tenant_9, which is on one shard",
        "CREATE SCHEMA tenant_9; CREATE TABLE tenant_9.t (tenant_id int) | tenant_9",
        "CREATE SCHEMA other | several: CREATE concerns every shard",
        "DROP SCHEMA IF EXISTS tenant_9, tenant_8 CASCADE | tenant_9 tenant_8",
        "DROP SCHEMA tenant_9, public"
            + " | refused: public is no schema that lives on one shard, and [tenant_9] is one",
        "ALTER SCHEMA tenant_9 OWNER TO app | tenant_9",
        "ALTER SCHEMA tenant_9 RENAME TO tenant_8"
            + " | refused: ALTER SCHEMA … RENAME in tenant_9, which is on one shard",
        "CREATE TABLE IF NOT EXISTS tenant_1.t (id int GENERATED ALWAYS AS IDENTITY,"
            + " tenant_id text REFERENCES public.countries) | tenant_1",
        "CREATE TABLE tenant_1.t AS SELECT * FROM orders"
            + " | refused: CREATE TABLE AS in tenant_1, which is on one shard",
        "CREATE MATERIALIZED VIEW tenant_1.v AS SELECT 1"
            + " | refused: CREATE MATERIALIZED VIEW in tenant_1, which is on one shard",
        "CREATE TABLE tenant_1.p PARTITION OF tenant_1.t DEFAULT | tenant_1",
        "CREATE TABLE tenant_1.p PARTITION OF public.by_day DEFAULT"
            + " | refused: public is no schema that lives on one shard, and [tenant_1] is one",
        "CREATE TABLE tenant_1.p (n int) INHERITS (public.orders)"
            + " | refused: public is no schema that lives on one shard, and [tenant_1] is one",
        "ALTER TABLE tenant_1.t ATTACH PARTITION public.by_day_1 DEFAULT"
            + " | refused: public is no schema that lives on one shard, and [tenant_1] is one",
        "ALTER TABLE ONLY tenant_1.t ADD PRIMARY KEY (id), ALTER n SET DEFAULT 1 | tenant_1",
        "ALTER TABLE tenant_1.t SET SCHEMA public"
            + " | refused: SET SCHEMA in tenant_1, which is on one shard",
        "CREATE OR REPLACE VIEW tenant_1.v AS SELECT * FROM tenant_1.t | tenant_1",
        "CREATE FUNCTION tenant_1.f() RETURNS int LANGUAGE sql AS 'SELECT 1' | tenant_1",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON tenant_1.t (n) | tenant_1",
        "CREATE TRIGGER g BEFORE INSERT ON tenant_1.t EXECUTE FUNCTION tenant_1.f() | tenant_1",
        "DROP INDEX tenant_1.i | tenant_1",
        "DROP TABLE tenant_1.t, tenant_1.u CASCADE | tenant_1",
        "DROP FUNCTION tenant_1.f(int, text) | tenant_1",
        "TRUNCATE TABLE ONLY tenant_1.t, tenant_1.u * RESTART IDENTITY | tenant_1",
        "TRUNCATE tenant_1.t, orders | refused: TRUNCATE may concern a schema that lives on one shard, and"
            + " is not understood",
        "LOCK TABLE tenant_1.t IN SHARE MODE | tenant_1",
        "VACUUM (ANALYZE) tenant_1.t (n) | tenant_1",
        "ANALYZE | several: ANALYZE concerns every shard",
        "REINDEX TABLE tenant_1.t | tenant_1",
        "GRANT SELECT, UPDATE (n) ON tenant_1.t TO app | tenant_1",
        "GRANT USAGE ON SCHEMA tenant_1, tenant_2 TO app | tenant_1 tenant_2",
        "REVOKE ALL ON ALL TABLES IN SCHEMA tenant_1 FROM app | tenant_1",
        "GRANT ALL ON DATABASE tenant_1 TO app | several: GRANT concerns every shard",
        "COMMENT ON COLUMN tenant_1.t.n IS 'number' | tenant_1",
        "COPY tenant_1.t (n, m) FROM STDIN WITH (FORMAT csv) | tenant_1",
        "COPY tenant_1.t TO STDOUT | tenant_1",
        "COPY (SELECT * FROM tenant_1.t) TO STDOUT | tenant_1",
        "COPY tenant_1.t FROM '/tmp/x'"
            + " | refused: COPY with a file or a program of the server in tenant_1, which is on one"
            + " shard",
        "COPY orders FROM STDIN | several: the rows of a COPY may be for any shard"
      })
  void commandsGoToTheSchemasThatTheyAreAbout(String sql, String expected) {
    assertThat(words(sql, "public")).isEqualTo(expected);
  }

  @Test
  void whereNoOtherSchemaIsSearchedWhatIsMadeIsMadeThere() {
    assertThat(words("CREATE TABLE bookings (id int)", "tenant_7")).isEqualTo("tenant_7");
    assertThat(words("CREATE TYPE mood AS ENUM ('sad')", "tenant_7")).isEqualTo("tenant_7");
  }

  @Test
  void beforeTheCatalogIsThereCommandsWaitForIt() {
    ShardPlan plan = new ShardPlan(ShardedDatabase.map(), null);
    for (String sql :
        List.of("CREATE SCHEMA tenant_1", "COPY tenant_1.t FROM STDIN", "COPY t TO STDOUT")) {
      assertThat(plan.route(ShardedDatabase.text(sql), ShardedDatabase.PUBLIC))
          .isEqualTo(ShardRoute.NotYet.INSTANCE);
    }
    assertThat(plan.route(ShardedDatabase.text("SET a = b"), ShardedDatabase.PUBLIC))
        .isEqualTo(ShardRoute.Anywhere.HERE);
  }

  @Test
  void temporaryTablesMayHideNamesWithoutASchema() {
    SessionMarks marks = new SessionMarks(SearchPath.of("tenant_7"), true);
    assertThat(words("SELECT * FROM bookings", marks))
        .isEqualTo("refused: bookings is a temporary table");
    assertThat(words("SELECT * FROM tenant_7.bookings", marks)).isEqualTo("tenant_7");
  }

  @Test
  void theNameIsAKeyLikeAnyTextAndSeveralMustBeOnOneShard() {
    ShardMap map = ShardedDatabase.map();
    boolean apart = false;
    for (int tenant = 0; tenant < 50; tenant++) {
      String other = "tenant_" + tenant;
      int here = map.place(List.of(new KeyValue.Text("tenant_1")));
      int there = map.place(List.of(new KeyValue.Text(other)));
      ShardChoice choice =
          choice("SELECT * FROM tenant_1.t, %s.t WHERE id = 7".formatted(other), map);
      if (here == there) {
        assertThat(choice).isEqualTo(new ShardChoice.Shard(here));
      } else {
        apart = true;
        assertThat(choice)
            .isInstanceOfSatisfying(
                ShardChoice.Several.class,
                several -> assertThat(several.shards()).containsExactly(0, 1));
      }
    }
    assertThat(apart).isTrue();
  }

  private static ShardChoice choice(String sql, ShardMap map) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    ShardRoute.Keyed route =
        (ShardRoute.Keyed) PLAN.route(ShardedDatabase.text(sql), ShardedDatabase.PUBLIC);
    return new KeyReader()
        .read(route, bytes, 0, bytes.length, ClientEncoding.UTF8, true)
        .place(map, null, ClientEncoding.UTF8);
  }

  @Test
  void severalShardsDoNotAnswerTogetherWhatIsInSuchSchemas() {
    byte[] sql = "SELECT * FROM tenant_1.orders, tenant_2.orders".getBytes(StandardCharsets.UTF_8);
    assertThat(PLAN.scatter(sql, ClientEncoding.UTF8, true, ShardedDatabase.PUBLIC).toString())
        .contains("tenant_1.orders may be in the schema tenant_1, which is on one shard");
  }
}
