package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionCallsTest {
  private static final Effect CALL = Effect.CallsFunction.INSTANCE;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT f()",
        "SELECT f/**/ --\n (1)",
        "SELECT my_function(1), my_other(2)",
        "SELECT \"F\"()",
        "SELECT \"Lower\"('x')",
        "SELECT \"coalesce\"(1)",
        "SELECT public.lower('x')",
        "SELECT \"pg_Catalog\".lower('x')",
        "SELECT pg_catalog.f()",
        "SELECT lower.f(1)",
        "SELECT (x).f(1)",
        "SELECT s.select(1)",
        "SELECT * FROM f()",
        "SELECT * FROM f(1) WITH ORDINALITY AS t (a, b), lower('x')",
        "SELECT * FROM a, f(1)",
        "SELECT * FROM a JOIN f(1) ON true",
        "SELECT * FROM a LEFT JOIN LATERAL f(a.b) x (c) ON true",
        "SELECT * FROM json_to_record('{}') AS (a int), f(2)",
        "SELECT * FROM ROWS FROM (generate_series(1, 2), f(1))",
        "SELECT 1 AS with, f(2)",
        "SELECT 1 AS as, f(2)",
        "SELECT DISTINCT ON (a) f(b) FROM t",
        "SELECT a OPERATOR(pg_catalog.+) f(b) FROM t",
        "SELECT OPERATOR(pg_catalog.-) f(b) FROM t",
        "UPDATE t SET a = 1 RETURNING WITH (OLD AS o) f(o.a)",
        "SELECT a LIKE b ESCAPE f(c) FROM t",
        "SELECT a BETWEEN f(b) AND c FROM t",
        "SELECT a IS DISTINCT FROM NOT f(b) FROM t",
        "SELECT CASE WHEN a THEN insert(b) END FROM t",
        "SELECT a FROM t JOIN u ON conflict(t.a)",
        "SELECT NOT materialized((SELECT 1)), g(2)",
        "SELECT x.as((1)), f(2)",
        "SELECT XMLELEMENT(NAME a, f(b))",
        "SELECT JSON_OBJECT('a' VALUE f(b))",
        "SELECT EXTRACT(year FROM f(a)) FROM t",
        "SELECT a FROM XMLTABLE('a' PASSING b COLUMNS c numeric(10, 2) PATH f(d))",
        "SELECT sum(a) OVER (ORDER BY b ROWS f(1) PRECEDING) FROM t",
        "SELECT a[1:f(2)] FROM t",
        "SELECT lower(upper(f(a))) FROM t",
        "SELECT lower(VARIADIC f(a)) FROM t",
        "SELECT a FROM t ORDER BY (a), f(b)",
        "WITH x AS (SELECT 1) (SELECT a FROM t) ORDER BY a, f(2)",
        "WITH x AS (SELECT f(1)) SELECT 1",
        "WITH x AS (SELECT 1), y AS (SELECT 2) SELECT (SELECT 1), f(2)",
        "INSERT INTO t (a) VALUES (f(1))",
        "INSERT INTO t (a[f(1)]) VALUES (1)",
        "INSERT INTO t SELECT f(1)",
        "INSERT INTO t VALUES (1) ON CONFLICT (f(a)) DO NOTHING",
        "INSERT INTO t VALUES (1) RETURNING f(a)",
        "UPDATE t SET a = f(b)",
        "DELETE FROM t WHERE f(a)",
        "MERGE INTO t USING s ON f(t.a) WHEN MATCHED THEN DELETE",
        "MERGE INTO t USING s ON a WHEN NOT MATCHED THEN INSERT (a) VALUES (f(b))",
        "VALUES (f(1))",
        "TABLE t ORDER BY f(a)",
        "(SELECT f(1))",
        "EXPLAIN ANALYZE SELECT f(1)",
        "EXPLAIN SELECT f(1)",
        "COPY (SELECT f(1)) TO STDOUT",
        "COPY t FROM STDIN WHERE f(a)",
        "CREATE TABLE x AS SELECT f(1)",
        "CREATE MATERIALIZED VIEW x AS SELECT f(1)",
        "SELECT f(1) INTO x",
        "DECLARE c CURSOR FOR SELECT f(1)",
        "ALTER TABLE x ADD a int DEFAULT f(1)",
        "SELECT query_to_xml('SELECT f()', true, false, '')",
        "SELECT ts_stat('SELECT f()')"
      })
  void aCallOfAFunctionThatIsNotPostgresOwnIsTold(String sql) {
    assertThat(Scans.effects(sql)).as(sql).containsOnlyOnce(CALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT lower(a), UPPER(a), \"lower\"(a), pg_catalog.lower(a), \"pg_catalog\".lower(a)",
        "SELECT d.pg_catalog.lower(a) FROM t",
        "SELECT 1 WHERE a IN (1) AND (b) OR (c) AND NOT (d) AND EXISTS (SELECT 1)",
        "SELECT a = ANY (b), a = ALL (c), a = SOME (d), ROW (1), ARRAY (SELECT 1) FROM t",
        "SELECT CAST(a AS varchar(10)), a::numeric(10, 2), a::character varying(5), a::my_type(3),"
            + " a::public.my_type(3), CAST(a AS my_type(3)), timestamp(3) '2020-01-01' FROM t",
        "SELECT COALESCE(a, 1), NULLIF(a, 1), GREATEST(a, 1), LEAST(a, 1) FROM t",
        "SELECT EXTRACT(year FROM a), OVERLAY(a PLACING b FROM 1), POSITION(a IN b),"
            + " SUBSTRING(a FROM 1 FOR 2), TRIM(BOTH FROM a), NORMALIZE(a) FROM t",
        "SELECT XMLELEMENT(NAME a), XMLFOREST(a), JSON_OBJECT(), JSON_ARRAY(1) FROM t",
        "SELECT a, GROUPING(a) FROM t GROUP BY GROUPING SETS ((a), ())",
        "SELECT a FROM t GROUP BY ROLLUP (a, b)",
        "SELECT a FROM t GROUP BY CUBE (a, b)",
        "SELECT rank() OVER (PARTITION BY (a) ORDER BY (b)) FROM t GROUP BY (a) ORDER BY (c)",
        "SELECT sum(a) FILTER (WHERE b) OVER (ORDER BY c) FROM t",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t",
        "SELECT * FROM t TABLESAMPLE bernoulli (10) REPEATABLE (1)",
        "SELECT * FROM t x (a, b), (VALUES (1)) v (c), generate_series(1, 2) g (d)",
        "SELECT * FROM t AS x (a), \"u\" y (b), s.t z (c)",
        "SELECT * FROM a LEFT JOIN (b CROSS JOIN (c)) ON (true) JOIN (SELECT 1) d USING (e)",
        "SELECT a AT TIME ZONE ('UTC'), CURRENT_TIMESTAMP(3), LOCALTIME (0) FROM t",
        "SELECT a ILIKE (b), c OPERATOR(pg_catalog.=) d FROM t a",
        "SELECT 1 LIMIT (2) OFFSET (3)",
        "WITH x (a) AS (SELECT 1), y (b) AS MATERIALIZED (SELECT 2), z (c) AS NOT MATERIALIZED"
            + " (TABLE t), \"w\" (d) AS ((SELECT 1)) SELECT * FROM x, y, z, w",
        "WITH RECURSIVE x (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM x) SELECT * FROM x",
        "INSERT INTO t (a, b) VALUES ($1, $2)",
        "INSERT INTO s.t (a, b) SELECT 1, 2",
        "INSERT INTO \"s\".\"t\" (a, b) DEFAULT VALUES",
        "INSERT INTO t AS x (a) OVERRIDING SYSTEM VALUE VALUES (1)",
        "INSERT INTO t (a) VALUES (1) ON CONFLICT (a, lower(b)) DO UPDATE SET (a, b) = (1, 2)",
        "UPDATE t SET (a, b) = (1, 2)",
        "MERGE INTO t USING (SELECT 1) s (a) ON t.a = s.a WHEN MATCHED THEN UPDATE SET (a) = ROW (1)"
            + " WHEN NOT MATCHED THEN INSERT (a, b) VALUES (1, 2)",
        "SELECT 'f(1)', \"f(1)\", $$f(1)$$ /* f(1) */ -- f(1)",
        "SELECT f.g, f FROM f",
        "EXPLAIN SELECT lower(a) FROM t u (a)"
      })
  void whatOnlyLooksLikeACallIsPlain(String sql) {
    assertThat(Scans.script(sql)).as(sql).isSameAs(Script.PLAIN);
  }

  /** As Hibernate, Django, Rails and jOOQ write them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select u1_0.id,u1_0.email from users u1_0 where u1_0.id=$1",
        "select count(*) from users u1_0",
        "select count(distinct u1_0.id) from users u1_0 where upper(u1_0.name) like $1 escape ''",
        "insert into users (email,name,id) values ($1,$2,$3)",
        "insert into app.users (email,version) values ($1,$2) returning id",
        "update users set email=$1,version=$2 where id=$3 and version=$4",
        "delete from users where id=$1 and version=$2",
        "select o1_0.id from orders o1_0 left join (order_items i1_0 join items i1_1 on"
            + " i1_0.item_id=i1_1.id) on o1_0.id=i1_0.order_id where o1_0.id in ($1,$2,$3)",
        "select o.id from orders o where exists(select 1 from items i where i.order_id=o.id)",
        "select u.id from users u order by u.id offset $1 rows fetch first $2 rows only",
        "select coalesce(sum(o.total),0) from orders o group by o.user_id having count(o.id)>$1",
        "select cast(u.created as date) from users u where (u.a,u.b) in (($1,$2),($3,$4))",
        "select * from (select u.*,row_number() over(partition by u.a order by u.b) rn from u) r_0_"
            + " where r_0_.rn<=$1",
        "SELECT \"auth_user\".\"id\", \"auth_user\".\"name\" FROM \"auth_user\" WHERE"
            + " \"auth_user\".\"id\" = 1 LIMIT 21",
        "INSERT INTO \"django_session\" (\"session_key\", \"session_data\", \"expire_date\") VALUES"
            + " ('a', 'b', '2026-01-01T00:00:00+00:00'::timestamptz)",
        "INSERT INTO \"shop_item\" (\"name\", \"price\") VALUES ('a', 1), ('b', 2) RETURNING"
            + " \"shop_item\".\"id\"",
        "UPDATE \"auth_user\" SET \"last_login\" = '2026-01-01'::timestamptz WHERE \"auth_user\""
            + ".\"id\" IN (1)",
        "SELECT COUNT(*) AS \"__count\" FROM \"auth_user\" WHERE (\"auth_user\".\"active\" AND"
            + " UPPER(\"auth_user\".\"name\"::text) LIKE UPPER('%a%'))",
        "SELECT (1) AS \"a\" FROM \"auth_user\" WHERE \"auth_user\".\"id\" = 1 LIMIT 1",
        "SELECT DATE_TRUNC('month', \"t\".\"at\" AT TIME ZONE 'UTC') AS \"m\", SUM(\"t\".\"v\") AS"
            + " \"s\" FROM \"t\" GROUP BY 1 ORDER BY \"m\" ASC",
        "SELECT \"t\".\"id\", CASE WHEN \"t\".\"a\" = 1 THEN ('x') ELSE NULL END AS \"k\" FROM"
            + " \"t\" INNER JOIN \"u\" ON (\"t\".\"u_id\" = \"u\".\"id\")",
        "SELECT \"t\".\"id\" FROM \"t\" LEFT OUTER JOIN \"u\" ON (\"t\".\"u\" = \"u\".\"id\") WHERE"
            + " NOT (EXISTS(SELECT 1 AS \"a\" FROM \"v\" U0 WHERE (U0.\"t\" = (\"t\".\"id\"))))",
        "DELETE FROM \"django_session\" WHERE \"django_session\".\"session_key\" IN ('a')",
        "INSERT INTO \"t\" (\"a\") VALUES (1) ON CONFLICT (\"a\") DO UPDATE SET \"a\" ="
            + " EXCLUDED.\"a\"",
        "SELECT \"users\".* FROM \"users\" WHERE \"users\".\"id\" = $1 LIMIT $2",
        "SELECT 1 AS one FROM \"users\" WHERE \"users\".\"email\" = $1 LIMIT $2",
        "INSERT INTO \"users\" (\"email\", \"created_at\") VALUES ($1, $2) RETURNING \"id\"",
        "INSERT INTO \"users\" (\"a\",\"b\") VALUES (1, CURRENT_TIMESTAMP) ON CONFLICT DO NOTHING"
            + " RETURNING \"id\"",
        "INSERT INTO \"users\" (\"a\") VALUES (1) ON CONFLICT (\"a\") DO UPDATE SET"
            + " updated_at=(CASE WHEN (\"users\".\"a\" IS NOT DISTINCT FROM excluded.\"a\") THEN"
            + " \"users\".updated_at ELSE CURRENT_TIMESTAMP END)",
        "SELECT COUNT(DISTINCT \"users\".\"id\") FROM \"users\" INNER JOIN \"posts\" ON"
            + " \"posts\".\"user_id\" = \"users\".\"id\"",
        "UPDATE \"users\" SET \"count\" = COALESCE(\"users\".\"count\", 0) + $1",
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid)"
            + " FROM pg_attribute a LEFT JOIN pg_attrdef d ON a.attrelid = d.adrelid WHERE"
            + " a.attrelid = '\"users\"'::regclass AND a.attnum > 0",
        "SELECT SUBSTRING(name FROM 1 FOR 3), LENGTH(name), NOW() FROM users",
        "select \"public\".\"author\".\"id\" from \"public\".\"author\" where \"public\".\"author\""
            + ".\"id\" in (?, ?)",
        "insert into \"public\".\"author\" (\"id\", \"name\") values (?, cast(? as varchar(50)))",
        "select * from (values (1, 'a'), (2, 'b')) as \"t\"(\"a\", \"b\")",
        "with \"t1\"(\"a\") as (select 1), \"t2\"(\"b\") as (select 2) select * from \"t1\", \"t2\"",
        "select sum(\"a\") over (order by \"b\" rows between unbounded preceding and current row)"
            + " from \"t\"",
        "merge into \"t\" using (select 1 as \"one\") as \"dummy\" on (\"t\".\"a\" = 1) when matched"
            + " then update set \"b\" = 1 when not matched then insert (\"a\", \"b\") values (1, 2)",
        "update \"t\" set (\"a\", \"b\") = (select 1, 2) where \"t\".\"id\" = any (cast(? as int[]))",
        "select string_agg(\"a\", ',') within group (order by \"a\"), array_agg(\"b\") from \"t\"",
        "select json_agg(json_build_object('id', t.id)) filter (where t.id is not null) from t"
      })
  void whatOrmsWriteIsPlain(String sql) {
    assertThat(Scans.script(sql)).as(sql).isSameAs(Script.PLAIN);
  }

  @Test
  void aPreparedStatementCallsWhenItIsExecuted() {
    assertThat(Scans.effects("PREPARE p AS SELECT f(1)"))
        .containsExactly(new Effect.PrepareStatement("p", 8, 9, java.util.List.of(CALL)));
  }

  @Test
  void aFunctionWhoseEffectIsToldIsNotTheCall() {
    assertThat(Scans.effects("SELECT dblink_connect('x'), f(1)"))
        .containsExactly(new Effect.Pin(PinReason.OPAQUE), CALL);
    assertThat(Scans.effects("SELECT nextval('s')"))
        .containsExactly(Effect.AdvancesSequence.INSTANCE);
    assertThat(Scans.effects("SELECT x.nextval('s')")).containsExactly(CALL);
  }

  @Test
  void eachTextIsReadAnew() {
    StatementScanner scanner = new StatementScanner();
    byte[] open = "SELECT ((( a.".getBytes(ClientEncoding.UTF8.charset());
    byte[] call = "SELECT f(1)".getBytes(ClientEncoding.UTF8.charset());
    byte[] plain = "SELECT lower('x')".getBytes(ClientEncoding.UTF8.charset());
    for (int round = 0; round < 3; round++) {
      scanner.scan(open, 0, open.length);
      assertThat(scanner.scan(call, 0, call.length).plain()).isFalse();
      scanner.scan(open, 0, open.length);
      assertThat(scanner.scan(plain, 0, plain.length).plain()).isTrue();
    }
  }

  @Test
  void parenthesesBeyondCountingAreCalls() {
    assertThat(Scans.effects("SELECT " + "(".repeat(1000) + "f(1)" + ")".repeat(1000)))
        .containsExactly(CALL);
    assertThat(Scans.script("SELECT " + "(".repeat(1000) + "abs(1)" + ")".repeat(1000)))
        .isSameAs(Script.PLAIN);
  }
}
