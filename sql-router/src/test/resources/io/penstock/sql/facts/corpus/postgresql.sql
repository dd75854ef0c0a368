-- Written from the manual, chapter by chapter: queries and changes in all their clauses. PostgreSQL 15 takes each of them.
SELECT
SELECT FROM t
SELECT 1;
SELECT ALL a FROM t
SELECT a AS "select", b AS true, c label, d "quoted label", e value, f AS date FROM t
SELECT a array_agg, b names, c true, d null, e row FROM t
SELECT t.*, public.t.a, (t).a, (t.c).*, (t.c).x.y, (f(1)).z, ((SELECT t)).a FROM t
SELECT a[1], a[1:2], a[:2], a[1:], a[:], a[1][2:3], (ARRAY[1,2])[1], $1[2], ($1).x, (SELECT ARRAY[1])[1] FROM t
SELECT ARRAY[]::int[], ARRAY[[1,2],[3,4]], ARRAY[ARRAY[1]], ARRAY(SELECT a FROM t), '{}'::text[][], CAST(x AS int ARRAY), x::int ARRAY[3] FROM t
SELECT 1::int::text, CAST(a AS character varying(10)), b::double precision, c::timestamp(3) without time zone, d::time with time zone, e::bit varying(3), f::national character(2), g::interval day to second(3), h::interval(2), i::pg_catalog.int4, j::"My Type"(3), k::numeric(10,2)[] FROM t
SELECT date '2020-01-01', timestamp with time zone '2020-01-01', time '10:00', interval '1' year, interval '1 2' day to hour, interval(3) '1s', int '1', float8 '1.5', numeric(3,1) '1.5', bool 't', public.mytype 'x', char 'x', bit(3) '101', json '{}', double precision '1', f(1) 'x'
SELECT 'one'   -- with a comment
  'two', E'it\'s', U&'d\0061t', U&'d!0061t' UESCAPE '!', $$dollar ' quoted$$, $tag$with $$ in it$tag$, B'101', X'1F', N'national', 'it''s'
SELECT "a""b", U&"d\0061t", U&"d!0061t" UESCAPE '!', "with
  newline", "$1", "SELECT" FROM "T"
SELECT 1 /* a /* nested */ comment */ + 2 -- to the end
SELECT 1 /*+ no hint */, 4 / 2, a FROM t
SELECT 1.5, .5, 1e10, 1.5e-3, 5., -1, - 1, + 1, - - 1
SELECT a + b * c ^ 2 / d % e - -f, NOT a AND b OR c, a = b IS TRUE, a <> b, a != b, a <= b, a >= b FROM t
SELECT a || b, a -> 'x' ->> 'y', a #> '{x}', a @> b, a <@ b, a ? 'x', a ?| b, a ?& b, a @? b, a @@ b, a && b, a << b, a >> b, a &< b, a -|- b, a ~ b, a !~* b, a <-> b, a |>> b, @ a, ~ a, |/ a, !! a, a <=> b FROM t
SELECT a OPERATOR(pg_catalog.+) b, OPERATOR(pg_catalog.-) a, a OPERATOR(public.@@@) b, a OPERATOR(=) b FROM t
SELECT a IS NULL, a ISNULL, a IS NOT NULL, a NOTNULL, a IS TRUE, a IS NOT FALSE, a IS UNKNOWN, a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b, a IS DOCUMENT, a IS NORMALIZED, a IS NFC NORMALIZED FROM t
SELECT a BETWEEN 1 AND 2, a NOT BETWEEN SYMMETRIC 2 AND 1, a BETWEEN 1 AND 2 AND b, a IN (1, 2), a NOT IN (SELECT 1), (a, b) IN ((1, 2)), a IN ((SELECT 1)), a LIKE 'x' ESCAPE '!', a NOT ILIKE 'x', a SIMILAR TO 'x' ESCAPE '\', a NOT SIMILAR TO 'y' FROM t
SELECT a = ANY (b), a <> ALL (ARRAY[1]), a < SOME (SELECT 1), a LIKE ANY (ARRAY['x']), a NOT LIKE ALL (b), a ILIKE ANY (b), a OPERATOR(pg_catalog.=) ANY (b), 33 * ANY (b) FROM t
SELECT (a, b) = (1, 2), ROW(a) < ROW(1), ROW(), ROW(t.*), (a, b) OVERLAPS (c, d), (a, b) = (SELECT 1, 2), EXISTS (SELECT), EXISTS ((SELECT 1) UNION (SELECT 2)) FROM t
SELECT CASE WHEN a THEN 1 END, CASE a WHEN 1 THEN 2 WHEN 3 THEN 4 ELSE CASE WHEN b THEN 5 END END, COALESCE(a, b), NULLIF(a, b), GREATEST(a, b), LEAST(a, b) FROM t
SELECT current_date, current_time, current_time(2), current_timestamp, current_timestamp(3), localtime, localtime(0), localtimestamp, localtimestamp(1), current_user, current_role, session_user, user, current_catalog, current_schema, current_schema(), now()
SELECT extract(year FROM a), extract('epoch' FROM a), extract(dow FROM a + interval '1 day'), position('x' IN a), substring(a FROM 1 FOR 2), substring(a FROM 2), substring(a FOR 2), substring(a FROM 'x'), substring(a SIMILAR 'x' ESCAPE '#'), substring(a, 1, 2), overlay(a PLACING 'x' FROM 1 FOR 2), overlay(a, b, 1), trim(a), trim(BOTH FROM a), trim(LEADING 'x' FROM a), trim('x' FROM a), trim(a, 'x'), normalize(a), normalize(a, NFD), collation for (a), treat(a AS int) FROM t
SELECT a AT TIME ZONE 'UTC', a AT TIME ZONE b AT TIME ZONE 'UTC', (a AT TIME ZONE INTERVAL '1 hour')::date, a COLLATE "C" < b COLLATE pg_catalog."C", -a::int, -a[1], a::int + 1, NOT a::bool FROM t
SELECT f(), f(1, 2), f(VARIADIC ARRAY[1]), f(a => 1, b := 2), f(DISTINCT a), f(ALL a), f(a ORDER BY b DESC), f(a, b ORDER BY c USING <), s.f(1), d.s.f(1), f(*), f((SELECT 1)), f((1, 2)) FROM t
SELECT count(*) FILTER (WHERE a > 1), percentile_disc(0.5) WITHIN GROUP (ORDER BY a DESC NULLS LAST), rank(1) WITHIN GROUP (ORDER BY a) FILTER (WHERE b), sum(a) OVER (), sum(a) OVER w, sum(a) FILTER (WHERE b) OVER (PARTITION BY c ORDER BY d) FROM t WINDOW w AS (PARTITION BY a)
SELECT sum(a) OVER (w ROWS UNBOUNDED PRECEDING), sum(a) OVER (ORDER BY a RANGE BETWEEN '1 day' PRECEDING AND '1 day' FOLLOWING EXCLUDE CURRENT ROW), sum(a) OVER (ORDER BY a GROUPS BETWEEN 1 + 1 PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES), sum(a) OVER (ROWS CURRENT ROW EXCLUDE NO OTHERS), sum(a) OVER (PARTITION BY a, b ORDER BY c ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE GROUP) FROM t WINDOW w AS (), v AS (w)
SELECT DISTINCT a FROM t
SELECT DISTINCT ON (a, b + 1) a, b FROM t ORDER BY a, b + 1, c DESC
SELECT a FROM t GROUP BY a, (b), (a, b), (), ROLLUP (a, (b, c)), CUBE (a, b), GROUPING SETS (a, (a, b), (), ROLLUP (c), GROUPING SETS ((d)))
SELECT a FROM t GROUP BY DISTINCT ROLLUP (a), ROLLUP (b) HAVING count(*) > 1
SELECT a FROM t GROUP BY ALL a
SELECT a FROM t ORDER BY a, b DESC, c ASC NULLS FIRST, d USING >, e COLLATE "C" LIMIT 5 OFFSET 2 ROWS
SELECT a FROM t OFFSET 1 LIMIT 2
SELECT a FROM t LIMIT ALL OFFSET $1
SELECT a FROM t FETCH FIRST ROW ONLY
SELECT a FROM t ORDER BY a OFFSET (1 + 1) ROWS FETCH NEXT (2) ROWS WITH TIES
SELECT a FROM t FOR UPDATE
SELECT a FROM t, u FOR NO KEY UPDATE OF t NOWAIT FOR SHARE OF u SKIP LOCKED FOR KEY SHARE LIMIT 1
SELECT a FROM t FOR READ ONLY
SELECT a INTO u FROM t
SELECT a INTO TEMPORARY TABLE u FROM t
SELECT a INTO UNLOGGED public.u FROM t
SELECT a FROM t UNION SELECT b FROM u UNION ALL SELECT c FROM v INTERSECT SELECT d FROM w EXCEPT DISTINCT SELECT e FROM x ORDER BY 1
(SELECT a FROM t ORDER BY a LIMIT 1) UNION ALL (SELECT b FROM u) LIMIT 3
((SELECT 1))
(((SELECT 1) UNION (SELECT 2)) EXCEPT (TABLE t)) ORDER BY 1
SELECT ((SELECT 1) + 2), ((SELECT 1)), (((SELECT 1)::int)), (SELECT 1 UNION SELECT 2 LIMIT 1)
VALUES (1, 'a'), (2, NULL) ORDER BY 1 LIMIT 1
VALUES (DEFAULT)
TABLE public.t
TABLE ONLY t ORDER BY a
SELECT * FROM t, ONLY u, ONLY (v), w *, x AS y, x z (a, b), public.t q
SELECT * FROM a JOIN b ON a.x = b.x LEFT JOIN c USING (x, y) RIGHT OUTER JOIN d ON true NATURAL JOIN e NATURAL LEFT JOIN f CROSS JOIN g FULL JOIN h USING (z) AS j INNER JOIN i ON (a.x = i.x)
SELECT * FROM a JOIN b JOIN c ON b.x = c.x ON a.x = b.x
SELECT * FROM (a JOIN b USING (x)) AS j, ((a CROSS JOIN b)), (a LEFT JOIN (b JOIN c ON true) ON true)
SELECT * FROM (SELECT 1) AS s, (VALUES (1, 2)) v (a, b), (TABLE t) q, ((SELECT 1) UNION (SELECT 2)) u
SELECT * FROM t, LATERAL (SELECT t.a) s, LATERAL f(t.a) AS g (x), LATERAL ROWS FROM (f(1), g(2) AS (a int)) WITH ORDINALITY AS r (a, b, o)
SELECT * FROM f(1), f(1) AS x, f(1) x (a, b), f(1) AS (a int, b text COLLATE "C"), f(1) AS x (a int), f(1) WITH ORDINALITY, s.f(1) WITH ORDINALITY AS y (a, o), unnest(a, b), generate_series(1, 3) g
SELECT * FROM current_date, current_timestamp(2) AS x, coalesce(1, 2) AS c, cast(1 AS int) AS d, current_schema AS e
SELECT * FROM t TABLESAMPLE SYSTEM (10), t AS u TABLESAMPLE BERNOULLI (50.5) REPEATABLE (42), ONLY t TABLESAMPLE s.method (1, 2)
SELECT a FROM t WHERE a = $1 AND b = $2::int OR c IN ($3, $4) AND NOT d
WITH a AS (SELECT 1), b (x, y) AS (SELECT 1, 2), c AS MATERIALIZED (SELECT 1), d AS NOT MATERIALIZED (SELECT 1) SELECT * FROM a, b, c, d
WITH RECURSIVE t (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 100) SELECT sum(n) FROM t
WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a FROM t) SEARCH DEPTH FIRST BY a, b SET o SELECT * FROM t
WITH RECURSIVE t AS (SELECT 1 AS a UNION SELECT a FROM t) SEARCH BREADTH FIRST BY a SET o CYCLE a SET is_cycle TO 'y' DEFAULT 'n' USING path SELECT * FROM t
WITH RECURSIVE t AS (SELECT 1 AS a UNION SELECT a FROM t) CYCLE a, b SET c USING p SELECT * FROM t
WITH a AS (INSERT INTO t VALUES (1) RETURNING *), b AS (UPDATE t SET a = 1 RETURNING a), c AS (DELETE FROM t RETURNING *) SELECT * FROM a, b, c
WITH a AS (WITH b AS (SELECT 1) SELECT * FROM b) SELECT * FROM a
WITH time AS (SELECT 1) TABLE time
(WITH a AS (SELECT 1) SELECT * FROM a)
SELECT (WITH a AS (SELECT 1) SELECT * FROM a), * FROM (WITH b AS (SELECT 2) TABLE b) x
INSERT INTO t DEFAULT VALUES
INSERT INTO t VALUES (1, DEFAULT, 'x'), (2, DEFAULT, 'y')
INSERT INTO public.t AS x (a, b.c, d[1], e[2:3].f) VALUES (1, 2, 3, 4) ON CONFLICT (a, lower(b), (c + 1)) WHERE d > 0 DO UPDATE SET a = excluded.a, (b, c) = (1, DEFAULT), (d, e) = (SELECT 1, 2), (f) = ROW(3) WHERE x.a < 5 RETURNING *, x.a AS "A", b + 1 y
INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES (1)
INSERT INTO t OVERRIDING USER VALUE SELECT 1
INSERT INTO t SELECT * FROM u ON CONFLICT DO NOTHING
INSERT INTO t (SELECT 1)
INSERT INTO t (a) (SELECT 1) UNION SELECT 2
INSERT INTO t TABLE u
INSERT INTO t VALUES (1) ON CONFLICT ON CONSTRAINT k DO NOTHING
INSERT INTO t VALUES (1) ON CONFLICT (a COLLATE "C" text_ops, b DESC NULLS LAST) DO NOTHING
INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x
WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x RETURNING a
UPDATE t SET a = 1
UPDATE ONLY t AS x SET a = DEFAULT, b = b + 1, c[1] = 2, d.e = 3, (f, g) = (1, 2), (h, i) = ROW(1, DEFAULT), (j, k) = (SELECT 1, 2), l = (SELECT 1) FROM u, v JOIN w ON true WHERE x.a = u.a RETURNING x.*, u.b
UPDATE t * SET a = 1 WHERE CURRENT OF c
UPDATE t x SET a = 1 FROM (SELECT 1) y
WITH x AS (SELECT 1) UPDATE t SET a = (SELECT * FROM x)
DELETE FROM t
DELETE FROM ONLY public.t AS x USING u, v WHERE x.a = u.a RETURNING *
DELETE FROM t WHERE CURRENT OF c
WITH x AS (SELECT 1) DELETE FROM t USING x
MERGE INTO t USING u ON t.a = u.a WHEN MATCHED AND t.b > 1 THEN UPDATE SET a = 1, (b, c) = (1, 2) WHEN MATCHED THEN DELETE WHEN NOT MATCHED AND u.a > 2 THEN INSERT (a, b) OVERRIDING SYSTEM VALUE VALUES (1, DEFAULT) WHEN NOT MATCHED THEN DO NOTHING
MERGE INTO ONLY t AS x USING (SELECT 1 AS a) AS s ON x.a = s.a WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT DEFAULT VALUES
WITH s AS (SELECT 1 AS a) MERGE INTO t USING s JOIN u ON true ON t.a = s.a WHEN NOT MATCHED THEN INSERT VALUES (1)
EXPLAIN SELECT 1
EXPLAIN ANALYZE VERBOSE DELETE FROM t
EXPLAIN (ANALYZE false, COSTS off, FORMAT yaml) WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x
SELECT xmlconcat(a, b), xmlelement(name foo), xmlelement(name foo, xmlattributes(a, b AS c), 'x', d), xmlforest(a, b AS "c"), xmlparse(DOCUMENT a), xmlparse(CONTENT a PRESERVE WHITESPACE), xmlpi(name php, 'x'), xmlroot(a, VERSION NO VALUE, STANDALONE YES), xmlroot(a, VERSION '1.0'), xmlserialize(CONTENT a AS text), xmlexists('//x' PASSING BY VALUE a), xmlagg(a ORDER BY b) FROM t
SELECT * FROM xmltable(xmlnamespaces('http://x' AS x, DEFAULT 'http://y'), '/rows/row' PASSING BY REF a COLUMNS id int PATH '@id' NOT NULL, o FOR ORDINALITY, n text DEFAULT 'none' PATH 'n') AS x
SELECT * FROM t, xmltable('/r' PASSING t.x COLUMNS a text) AS u (b)
SELECT json_build_object('a', 1), jsonb_agg(a), row_to_json(t), to_jsonb(t.*), jsonb '{"a":1}' ->> 'a', a::jsonb[] FROM t
SELECT name, value, type, date, timestamp, text, int4, key, role, user_id, year, month, position, time, interval FROM t
SELECT "Ünïcode", größe, _x, a$b FROM "Straße"
SELECT 1 FROM t WHERE (a, b) > (1, 2) AND (c) IN (SELECT x FROM u WHERE u.y = t.a GROUP BY x HAVING count(*) > 1 ORDER BY 1 LIMIT 5)
SELECT t FROM t
SELECT a, count(*) FROM t WHERE b ~ '^x' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10
SELECT * FROM generate_series(1, 10) AS a (i), LATERAL (SELECT i * 2) AS b (j) WHERE i = ANY ('{1,2}'::int[])
SELECT set_config('x.y', 'z', true), pg_sleep(0), pg_notify('a', 'b'), nextval('s'::regclass)
