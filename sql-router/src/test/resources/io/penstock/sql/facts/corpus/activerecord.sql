-- Written after what ActiveRecord sends.
SELECT "users".* FROM "users" WHERE "users"."id" = $1 LIMIT $2
SELECT 1 AS one FROM "users" WHERE "users"."email" = $1 LIMIT $2
SELECT "posts"."id" AS t0_r0, "posts"."title" AS t0_r1, "comments"."id" AS t1_r0 FROM "posts" LEFT OUTER JOIN "comments" ON "comments"."post_id" = "posts"."id" WHERE "posts"."id" IN ($1, $2)
SELECT COUNT(DISTINCT "posts"."id") FROM "posts" INNER JOIN "comments" ON "comments"."post_id" = "posts"."id"
SELECT COUNT(*) FROM (SELECT 1 AS one FROM "posts" LIMIT $1) subquery_for_count
SELECT COUNT(*) AS "count_all", "posts"."author_id" AS "posts_author_id" FROM "posts" GROUP BY "posts"."author_id"
SELECT SUM("posts"."views") FROM "posts" WHERE "posts"."created_at" BETWEEN $1 AND $2
SELECT "posts"."id" FROM "posts" WHERE ("posts"."state" = $1 OR "posts"."state" IS NULL) AND "posts"."title" ILIKE $2 ORDER BY "posts"."created_at" DESC NULLS LAST LIMIT $3 OFFSET $4
SELECT DISTINCT "tags"."name" FROM "tags" ORDER BY "tags"."name" ASC
SELECT "users".* FROM "users" WHERE "users"."id" = $1 LIMIT $2 FOR UPDATE
SELECT "users".* FROM "users" WHERE (lower(email) = 'x') AND "users"."deleted_at" IS NULL ORDER BY "users"."id" ASC LIMIT 1000
SELECT "posts".* FROM "posts" WHERE "posts"."id" > $1 ORDER BY "posts"."id" ASC LIMIT $2 /*application:Shop,controller:posts*/
INSERT INTO "users" ("name", "email", "created_at", "updated_at") VALUES ($1, $2, $3, $4) RETURNING "id"
INSERT INTO "users" ("name","email") VALUES ('a', 'b'), ('c', 'd') ON CONFLICT  DO NOTHING RETURNING "id"
INSERT INTO "users" ("id","name") VALUES (1, 'a') ON CONFLICT ("id") DO UPDATE SET updated_at=(CASE WHEN ("users"."name" IS NOT DISTINCT FROM excluded."name") THEN "users".updated_at ELSE CURRENT_TIMESTAMP END),"name"=excluded."name" RETURNING "id"
INSERT INTO "counters" DEFAULT VALUES RETURNING "id"
UPDATE "users" SET "name" = $1, "updated_at" = $2 WHERE "users"."id" = $3
UPDATE "posts" SET "comments_count" = COALESCE("comments_count", 0) + $1 WHERE "posts"."id" = $2
UPDATE "posts" SET "views" = 1 WHERE ("posts"."id") IN (SELECT "posts"."id" FROM "posts" INNER JOIN "users" ON "users"."id" = "posts"."user_id" WHERE "users"."active" = TRUE)
DELETE FROM "users" WHERE "users"."id" = $1
DELETE FROM "posts" WHERE ("posts"."id") IN (SELECT "posts"."id" FROM "posts" WHERE "posts"."old" = TRUE ORDER BY "posts"."id" ASC LIMIT $1)
WITH "recent" AS (SELECT "posts".* FROM "posts" WHERE "posts"."created_at" > $1) SELECT "recent".* FROM "recent"
SELECT a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), a.attnotnull, a.atttypid, a.atttypmod, c.collname, col_description(a.attrelid, a.attnum) AS comment, attidentity AS identity, attgenerated as attgenerated FROM pg_attribute a LEFT JOIN pg_attrdef d ON a.attrelid = d.adrelid AND a.attnum = d.adnum LEFT JOIN pg_type t ON a.atttypid = t.oid LEFT JOIN pg_collation c ON a.attcollation = c.oid AND a.attcollation <> t.typcollation WHERE a.attrelid = '"users"'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
SELECT a.attname FROM (SELECT indrelid, indkey, generate_subscripts(indkey, 1) idx FROM pg_index WHERE indrelid = '"users"'::regclass AND indisprimary) i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[i.idx] ORDER BY i.idx
SELECT t.oid, t.typname, t.typelem, t.typdelim, t.typinput, r.rngsubtype, t.typtype, t.typbasetype FROM pg_type as t LEFT JOIN pg_range as r ON oid = rngtypid WHERE t.typname IN ('int2', 'int4') OR t.typtype IN ('r', 'e', 'd') OR t.typinput = 'array_in(cstring,oid,integer)'::regprocedure OR t.typelem != 0
SELECT c.relname FROM pg_class c LEFT JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY (current_schemas(false)) AND c.relname = 'users' AND c.relkind IN ('r','p')
SELECT distinct i.relname, d.indisunique, d.indkey, pg_get_indexdef(d.indexrelid), pg_catalog.obj_description(i.oid, 'pg_class') AS comment, d.indisvalid, ARRAY(SELECT pg_get_indexdef(d.indexrelid, k + 1, true) FROM generate_subscripts(d.indkey, 1) AS k ORDER BY k) AS columns FROM pg_class t INNER JOIN pg_index d ON t.oid = d.indrelid INNER JOIN pg_class i ON d.indexrelid = i.oid LEFT JOIN pg_namespace n ON n.oid = t.relnamespace WHERE i.relkind IN ('i', 'I') AND d.indisprimary = 'f' AND t.relname = 'users' AND n.nspname = ANY (current_schemas(false)) ORDER BY i.relname
SELECT pg_try_advisory_lock(4854108)
SELECT "schema_migrations"."version" FROM "schema_migrations" ORDER BY "schema_migrations"."version" ASC
SELECT extname, extversion FROM pg_extension
EXPLAIN SELECT "users".* FROM "users"
EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT "users".* FROM "users" WHERE "users"."id" = 1
