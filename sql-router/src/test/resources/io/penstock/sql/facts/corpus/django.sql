-- Written after what Django sends; percent signs are already bound.
SELECT "auth_user"."id", "auth_user"."password", "auth_user"."last_login" FROM "auth_user" WHERE "auth_user"."username" = 'x' LIMIT 21
SELECT "auth_user"."id" FROM "auth_user" INNER JOIN "auth_user_groups" ON ("auth_user"."id" = "auth_user_groups"."user_id") WHERE ("auth_user"."is_active" AND "auth_user_groups"."group_id" IN (1, 2)) ORDER BY "auth_user"."username" ASC LIMIT 10 OFFSET 20
SELECT COUNT(*) AS "__count" FROM "app_entry"
SELECT 1 AS "a" FROM "app_entry" WHERE "app_entry"."id" = 1 LIMIT 1
SELECT (1) AS "a" FROM "django_session" WHERE "django_session"."session_key" = 'k' LIMIT 1
SELECT "django_session"."session_key" FROM "django_session" WHERE ("django_session"."expire_date" > '2024-01-01T00:00:00+00:00'::timestamptz AND "django_session"."session_key" = 'abc') LIMIT 21
INSERT INTO "app_entry" ("title", "body", "created", "meta") VALUES ('t', 'b', '2024-01-01T00:00:00+00:00'::timestamptz, '{"a": 1}'::jsonb) RETURNING "app_entry"."id"
INSERT INTO "app_entry" ("title") VALUES ('a'), ('b'), ('c') ON CONFLICT DO NOTHING RETURNING "app_entry"."id"
INSERT INTO "app_entry" ("id", "title") VALUES (1, 'a') ON CONFLICT("id") DO UPDATE SET "title" = EXCLUDED."title"
UPDATE "app_entry" SET "views" = ("app_entry"."views" + 1), "title" = CASE WHEN ("app_entry"."id" = 1) THEN 'x' ELSE NULL END::varchar WHERE "app_entry"."id" IN (1, 2)
UPDATE "app_entry" SET "rating" = U0."r" FROM (SELECT 1 AS "r") U0 WHERE "app_entry"."id" = 4
DELETE FROM "app_entry" WHERE "app_entry"."id" IN (SELECT U0."id" FROM "app_entry" U0 WHERE U0."title" LIKE 'x%')
DELETE FROM "django_session" WHERE "django_session"."session_key" IN ('a')
SELECT "app_entry"."id" FROM "app_entry" WHERE UPPER("app_entry"."title"::text) LIKE UPPER('%a%')
SELECT "app_entry"."id" FROM "app_entry" WHERE "app_entry"."title"::text ILIKE '%\_%'
SELECT "app_entry"."id" FROM "app_entry" WHERE ("app_entry"."meta" -> 'a') = '1'::jsonb AND ("app_entry"."meta" #>> '{b,c}') = 'x' AND "app_entry"."meta" ? 'k' AND "app_entry"."meta" ?| array['a','b'] AND "app_entry"."meta" @> '{}'::jsonb
SELECT "app_entry"."id" FROM "app_entry" WHERE "app_entry"."tags" && (ARRAY['a', 'b'])::varchar(100)[] AND "app_entry"."tags"[1] = 'x' AND coalesce(array_length("app_entry"."tags", 1), 0) = 2
SELECT "app_entry"."author_id", COUNT("app_entry"."id") AS "n", AVG("app_entry"."rating") AS "r" FROM "app_entry" GROUP BY "app_entry"."author_id" HAVING COUNT("app_entry"."id") > 1 ORDER BY "n" DESC
SELECT DATE_TRUNC('day', "app_entry"."created" AT TIME ZONE 'Europe/Berlin') AS "d", EXTRACT(YEAR FROM "app_entry"."created" AT TIME ZONE 'UTC') FROM "app_entry" WHERE EXTRACT('month' FROM "app_entry"."created") = 3
SELECT ("app_entry"."created" AT TIME ZONE 'UTC')::date AS "d" FROM "app_entry" WHERE "app_entry"."created" BETWEEN '2024-01-01'::timestamptz AND '2024-12-31'::timestamptz
SELECT DISTINCT ON ("app_entry"."author_id") "app_entry"."author_id", "app_entry"."id" FROM "app_entry" ORDER BY "app_entry"."author_id" ASC, "app_entry"."created" DESC
SELECT "app_entry"."id" FROM "app_entry" WHERE EXISTS(SELECT 1 AS "a" FROM "app_comment" U0 WHERE (U0."entry_id" = ("app_entry"."id")) LIMIT 1)
SELECT "app_entry"."id", (SELECT U0."text" FROM "app_comment" U0 WHERE U0."entry_id" = ("app_entry"."id") ORDER BY U0."id" DESC LIMIT 1) AS "last" FROM "app_entry"
SELECT "app_entry"."id" FROM "app_entry" WHERE "app_entry"."id" = 3 LIMIT 21 FOR UPDATE
SELECT "app_entry"."id" FROM "app_entry" LEFT OUTER JOIN "app_author" ON ("app_entry"."author_id" = "app_author"."id") WHERE "app_entry"."id" = 3 FOR NO KEY UPDATE OF "app_entry" SKIP LOCKED
SELECT "app_entry"."id", ROW_NUMBER() OVER (PARTITION BY "app_entry"."author_id" ORDER BY "app_entry"."created" DESC) AS "rn", SUM("app_entry"."x") OVER (ORDER BY "app_entry"."id" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM "app_entry"
SELECT "col1" FROM (SELECT * FROM (SELECT "app_entry"."id" AS "col1", RANK() OVER (ORDER BY "app_entry"."id") AS "qual0" FROM "app_entry") "qualify" WHERE "qual0" <= 3) "qualify_mask"
SELECT to_tsvector(COALESCE("app_entry"."title", '')) @@ (plainto_tsquery('x')), ts_rank(to_tsvector('english'::regconfig, COALESCE("app_entry"."body", '')), (websearch_to_tsquery('english'::regconfig, 'y'))) FROM "app_entry"
SELECT ARRAY_AGG("app_entry"."id" ORDER BY "app_entry"."id" DESC) AS "ids", STRING_AGG("app_entry"."title", ', ') FILTER (WHERE "app_entry"."title" IS NOT NULL), JSONB_AGG(DISTINCT "app_entry"."x") FROM "app_entry"
(SELECT "a"."id" AS "col1" FROM "a" WHERE "a"."x" = 1) UNION ALL (SELECT "b"."id" AS "col1" FROM "b") ORDER BY "col1" ASC LIMIT 5
SELECT CONCAT("a"."x", CONCAT(' ', "a"."y")) AS "n", (("a"."x" || ' ') || "a"."y"), MOD("a"."z", 2), POWER("a"."z", 2), ROUND("a"."z"::numeric, 2) FROM "a"
SELECT c.relname, CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END, obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v') AND n.nspname NOT IN ('pg_catalog', 'pg_toast') AND pg_catalog.pg_table_is_visible(c.oid)
SELECT a.attname AS column_name, NOT (a.attnotnull OR (t.typtype = 'd' AND t.typnotnull)) AS is_nullable, pg_get_expr(ad.adbin, ad.adrelid) AS column_default FROM pg_attribute a LEFT JOIN pg_attrdef ad ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum JOIN pg_type t ON a.atttypid = t.oid JOIN pg_class c ON a.attrelid = c.oid JOIN pg_namespace n ON c.relnamespace = n.oid WHERE c.relkind IN ('f', 'm', 'p', 'r', 'v') AND c.relname = 'x' AND n.nspname NOT IN ('pg_catalog', 'pg_toast') AND pg_catalog.pg_table_is_visible(c.oid)
SELECT currval(pg_get_serial_sequence('"app_entry"','id'))
SELECT setval(pg_get_serial_sequence('"app_entry"','id'), coalesce(max("id"), 1), max("id") IS NOT null) FROM "app_entry"
SELECT CURRENT_SETTING('TIMEZONE'), set_config('TimeZone', 'UTC', false)
SELECT "a"."id" FROM "a" WHERE NOT ("a"."x" IS NULL) AND NOT EXISTS(SELECT 1 FROM "b" V0 WHERE V0."a_id" = "a"."id") ORDER BY RANDOM() ASC
SELECT "a"."r" FROM "a" WHERE "a"."r" @> 5 AND "a"."r" <@ '[1,9)'::int4range AND NOT isempty("a"."r") AND "a"."r" -|- '[1,2)'::int4range AND lower("a"."r") < 3
