-- Written after what Prisma sends.
SELECT "public"."User"."id", "public"."User"."email", "public"."User"."name" FROM "public"."User" WHERE ("public"."User"."id" = $1 AND 1=1) LIMIT $2 OFFSET $3
SELECT "public"."User"."id", "public"."User"."role"::text FROM "public"."User" WHERE 1=1 ORDER BY "public"."User"."id" ASC OFFSET $1
SELECT "public"."Post"."id", "public"."Post"."authorId" FROM "public"."Post" WHERE "public"."Post"."authorId" IN ($1,$2,$3) OFFSET $4
SELECT "public"."User"."id" FROM "public"."User" WHERE ("public"."User"."name" ILIKE $1 AND ("public"."User"."id") NOT IN (SELECT "t1"."authorId" FROM "public"."Post" AS "t1" WHERE ((NOT "t1"."published" = $2) AND "t1"."authorId" IS NOT NULL)))
SELECT COUNT(*) AS "_count$_all" FROM (SELECT "public"."User"."id" FROM "public"."User" WHERE 1=1 OFFSET $1) AS "sub"
SELECT COUNT(*), SUM("age"), MIN("age") FROM (SELECT "public"."User"."id", "public"."User"."age" FROM "public"."User" WHERE 1=1 OFFSET $1) AS "sub"
INSERT INTO "public"."User" ("email","name","createdAt") VALUES ($1,$2,$3) RETURNING "public"."User"."id", "public"."User"."email"
INSERT INTO "public"."User" ("id","role") VALUES ($1,CAST($2::text AS "public"."Role")) ON CONFLICT ("id") DO UPDATE SET "role" = CAST($3::text AS "public"."Role") WHERE ("public"."User"."id" = $4 AND 1=1) RETURNING "public"."User"."id"
INSERT INTO "public"."User" ("email") VALUES ($1), ($2) ON CONFLICT DO NOTHING
UPDATE "public"."User" SET "name" = $1 WHERE ("public"."User"."id" = $2 AND 1=1) RETURNING "public"."User"."id"
UPDATE "public"."User" SET "count" = ("public"."User"."count" + $1), "tags" = array_cat("tags", $2) WHERE ("public"."User"."id" IN ($3) AND 1=1)
DELETE FROM "public"."User" WHERE ("public"."User"."id" IN ($1,$2) AND 1=1)
SELECT "t1"."id", "t1"."email", "User_posts"."__prisma_data__" AS "posts" FROM "public"."User" AS "t1" LEFT JOIN LATERAL (SELECT COALESCE(JSONB_AGG("__prisma_data__"), '[]') AS "__prisma_data__" FROM (SELECT "t4"."__prisma_data__" FROM (SELECT JSONB_BUILD_OBJECT('id', "t3"."id", 'title', "t3"."title") AS "__prisma_data__", "t3"."authorId" FROM (SELECT "t2".* FROM "public"."Post" AS "t2" WHERE "t1"."id" = "t2"."authorId" /* root select */) AS "t3" /* inner select */) AS "t4" /* middle select */) AS "t5" /* outer select */) AS "User_posts" ON true WHERE "t1"."id" = $1 LIMIT $2
SELECT "public"."User"."id" FROM "public"."User" WHERE ("public"."User"."id",0) > ($1,0) ORDER BY "public"."User"."id" ASC LIMIT $2
SELECT "public"."User"."id" FROM "public"."User", (SELECT "public"."User"."createdAt" AS "User_createdAt_0" FROM "public"."User" WHERE ("public"."User"."id") = ($1)) AS "order_cmp" WHERE ("public"."User"."createdAt" < "order_cmp"."User_createdAt_0" OR "public"."User"."createdAt" = "order_cmp"."User_createdAt_0")
SELECT "j"."id" FROM "public"."J" AS "j" WHERE (("j"."data"#>ARRAY[$1]::text[])::jsonb = $2 AND JSONB_TYPEOF(("j"."data"#>ARRAY[$3]::text[])::jsonb) = $4)
SELECT namespace.nspname AS schema_name, tbl.relname AS table_name, pg_catalog.pg_get_constraintdef(c.oid) FROM pg_constraint c INNER JOIN pg_class AS tbl ON tbl.oid = c.conrelid INNER JOIN pg_namespace AS namespace ON namespace.oid = tbl.relnamespace WHERE namespace.nspname = ANY ( $1 ) AND c.contype NOT IN ('p', 'u', 'f') ORDER BY namespace.nspname, tbl.relname
SELECT pg_advisory_lock(72707369)
SELECT EXISTS(SELECT 1 FROM pg_namespace WHERE nspname = $1), version(), current_setting('server_version_num')::integer as numeric_version
SELECT con.oid AS "con_id", att2.attname AS "child_column", cl.relname AS "parent_table", rank() OVER (PARTITION BY con.oid ORDER BY con_idx.idx) FROM (SELECT ns.nspname, unnest(con1.conkey) AS "parent", generate_subscripts(con1.conkey, 1) AS colidx, con1.oid FROM pg_class cl JOIN pg_constraint con1 ON con1.conrelid = cl.oid JOIN pg_namespace ns ON cl.relnamespace = ns.oid WHERE con1.contype = 'f') con JOIN pg_attribute att2 ON att2.attnum = con.parent JOIN pg_class cl ON cl.oid = att2.attrelid, LATERAL (SELECT con.colidx AS idx) con_idx
