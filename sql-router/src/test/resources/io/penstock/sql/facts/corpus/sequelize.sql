-- Written after what Sequelize sends.
SELECT "id", "name", "createdAt" FROM "Users" AS "User" WHERE "User"."id" = 1
SELECT "User"."id", "Tasks"."id" AS "Tasks.id", "Tasks->Owner"."name" AS "Tasks.Owner.name" FROM "Users" AS "User" LEFT OUTER JOIN "Tasks" AS "Tasks" ON "User"."id" = "Tasks"."userId" LEFT OUTER JOIN "Owners" AS "Tasks->Owner" ON "Tasks"."ownerId" = "Tasks->Owner"."id" WHERE ("User"."a" > 1 AND ("User"."b" = 'x' OR "User"."c" IS NOT NULL)) ORDER BY "User"."id" DESC LIMIT 10 OFFSET 5
SELECT "User".*, "Tasks"."id" AS "Tasks.id" FROM (SELECT "User"."id" FROM "Users" AS "User" LIMIT 1) AS "User" LEFT OUTER JOIN ( "UserTasks" AS "Tasks->UserTask" INNER JOIN "Tasks" AS "Tasks" ON "Tasks"."id" = "Tasks->UserTask"."taskId") ON "User"."id" = "Tasks->UserTask"."userId"
SELECT count("User"."id") AS "count" FROM "Users" AS "User" LEFT OUTER JOIN "Tasks" AS "Tasks" ON "User"."id" = "Tasks"."userId"
INSERT INTO "Users" ("id","name","createdAt","updatedAt") VALUES (DEFAULT,$1,$2,$3) RETURNING "id","name","createdAt","updatedAt"
INSERT INTO "Users" ("id","name") VALUES (DEFAULT,'a'),(DEFAULT,'b') ON CONFLICT ("id") DO UPDATE SET "name"=EXCLUDED."name" RETURNING "id"
UPDATE "Users" SET "name"=$1,"updatedAt"=$2 WHERE "id" = $3 RETURNING "id"
UPDATE "Users" SET "age"="age"+ 1,"updatedAt"='2024-01-01 00:00:00.000 +00:00' WHERE "id" = 1 RETURNING *
DELETE FROM "Users" WHERE "id" IN (SELECT "id" FROM "Users" WHERE "name" = 'a' LIMIT 1)
SELECT "id" FROM "Users" AS "User" WHERE "User"."name" LIKE '%a%' AND "User"."tags" @> ARRAY['x']::VARCHAR(255)[] AND "User"."meta"#>>'{a,b}' = 'c' AND ("User"."meta"#>>'{n}')::integer > 5
SELECT "id" FROM "Users" AS "User" WHERE "User"."id" = 1 FOR UPDATE OF "User" SKIP LOCKED
SELECT DISTINCT("name") AS "name" FROM "Users" AS "User" GROUP BY "name" HAVING count(*) > 1
SELECT i.relname AS name, ix.indisprimary AS primary, ix.indisunique AS unique, ix.indkey AS indkey, array_agg(a.attnum) as column_indexes, array_agg(a.attname) AS column_names, pg_get_indexdef(ix.indexrelid) AS definition FROM pg_class t, pg_class i, pg_index ix, pg_attribute a WHERE t.oid = ix.indrelid AND i.oid = ix.indexrelid AND a.attrelid = t.oid AND t.relkind = 'r' and t.relname = 'Users' GROUP BY i.relname, ix.indexrelid, ix.indisprimary, ix.indisunique, ix.indkey ORDER BY i.relname
SELECT typname, typtype, oid, typarray FROM pg_type WHERE (typtype = 'b' AND typname IN ('hstore', 'geometry')) OR (typtype = 'e')
SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'Users'
SELECT pk.constraint_type as "Constraint", c.column_name as "Field", c.column_default as "Default", c.is_nullable as "Null", (CASE WHEN c.udt_name = 'hstore' THEN c.udt_name ELSE c.data_type END) || (CASE WHEN c.character_maximum_length IS NOT NULL THEN '(' || c.character_maximum_length || ')' ELSE '' END) as "Type", (SELECT array_agg(e.enumlabel) FROM pg_catalog.pg_type t JOIN pg_catalog.pg_enum e ON t.oid=e.enumtypid WHERE t.typname=c.udt_name) AS "special" FROM information_schema.columns c LEFT JOIN (SELECT tc.table_schema, tc.table_name, cu.column_name, tc.constraint_type FROM information_schema.TABLE_CONSTRAINTS tc JOIN information_schema.KEY_COLUMN_USAGE cu ON tc.table_schema=cu.table_schema and tc.constraint_name=cu.constraint_name and tc.constraint_type='PRIMARY KEY') pk ON pk.table_schema=c.table_schema AND pk.column_name=c.column_name WHERE c.table_name = 'Users'
SELECT 1+1 AS result
