-- Written after what jOOQ sends.
select "public"."book"."id", "public"."book"."title" from "public"."book" where "public"."book"."id" = $1
select "b"."id", "a"."last_name" from "public"."book" as "b" join "public"."author" as "a" on "b"."author_id" = "a"."id" order by "a"."last_name" asc, "b"."id" desc offset $1 rows fetch next $2 rows only
select count(*) from (select "public"."book"."id" from "public"."book" where "public"."book"."published_in" > $1) as "q"
insert into "public"."author" ("id", "first_name", "last_name") values ($1, $2, $3) returning "public"."author"."id"
insert into "public"."author" ("id", "first_name") values ($1, $2) on conflict ("id") do nothing
insert into "public"."author" ("id", "first_name") values ($1, $2) on conflict on constraint "author_pkey" do update set "first_name" = "excluded"."first_name" where "public"."author"."first_name" <> "excluded"."first_name"
insert into "public"."book_archive" ("id", "title") select "public"."book"."id", "public"."book"."title" from "public"."book" where "public"."book"."published_in" < $1
update "public"."book" set "title" = $1, "rec_version" = "public"."book"."rec_version" + 1 where "public"."book"."id" = $2 returning "public"."book"."id", "public"."book"."title"
update "public"."book" set "title" = "s"."title" from (values (1, 'a'), (2, 'b')) as "s" ("id", "title") where "public"."book"."id" = "s"."id"
update "public"."book" set ("title", "year") = (select "x"."title", "x"."year" from "x" where "x"."id" = "public"."book"."id")
delete from "public"."book" using "public"."author" where ("public"."book"."author_id" = "public"."author"."id" and "public"."author"."id" = $1)
select "public"."book"."id" from "public"."book" where ("public"."book"."id", "public"."book"."author_id") > ($1, $2) order by "public"."book"."id" fetch next $3 rows with ties
select row_number() over (partition by "author_id" order by "id") as "rn", lag("id", 1) over "w" from "public"."book" window "w" as (order by "id" rows between 2 preceding and current row)
select "a", grouping("a"), sum("b") from "t" group by grouping sets (("a"), ("a", "b"), ())
select "a", "b", count(*) from "t" group by rollup ("a", "b")
select "a", "b", count(*) filter (where "c" = $1) from "t" group by cube ("a", "b")
with "a" as (select 1 as "x"), "b" ("y") as (select "a"."x" from "a") select * from "b" union all select * from "a" order by 1
with recursive "t" ("n") as (select 1 union all select ("t"."n" + 1) from "t" where "t"."n" < 10) select * from "t"
select * from "public"."book" where exists (select 1 as "one" from "public"."author" where "public"."author"."id" = "public"."book"."author_id")
select * from unnest(array[1, 2, 3]) as "t" ("n")
select * from generate_series(1, 10) with ordinality as "s" ("v", "o")
select * from "public"."book" cross join lateral (select * from "public"."sale" where "public"."sale"."book_id" = "public"."book"."id" limit 1) as "l"
select cast("t"."a" as bigint), cast("t"."b" as numeric(10, 2)), cast("t"."c" as timestamp(6) with time zone) from "t"
select json_agg(json_build_array("v0", "v1")) from (select "id" as "v0", "title" as "v1" from "book") as "t"
select coalesce(json_agg(json_build_object('id', "id")), json_build_array()) from "book"
select (select coalesce(jsonb_agg(jsonb_build_array("alias_1"."v0")), jsonb_build_array()) from (select "public"."book"."id" as "v0" from "public"."book" where "public"."book"."author_id" = "public"."author"."id") as "alias_1") as "books" from "public"."author"
select percentile_cont(0.5) within group (order by "x" desc), mode() within group (order by "y") from "t"
select distinct on ("t"."a") "t"."a", "t"."b" from "t" order by "t"."a", "t"."b" desc
(select "id" from "a" limit 1) union (select "id" from "b" offset 1) intersect select "id" from "c" except all select "id" from "d"
select * from "t" where "a" is distinct from $1 and "b" is not distinct from $2
select * from "t" tablesample bernoulli (10) repeatable (3)
select "t"."arr"[1], "t"."arr"[2:3], ("t"."comp")."field" from "t"
select * from "t" where "ts" + interval '1 day' > current_timestamp and "d" - date '2020-01-01' > 3
select * from "t" where "ts" >= (current_date + cast('-7 days' as interval)) and "x" similar to $1 and "y" not ilike $2
select * from "t" where "a" like any (array['x%', 'y%']) and "b" <> all ($1)
merge into "t" using "s" on "t"."id" = "s"."id" when matched and "s"."x" = 1 then delete when matched then update set "v" = "s"."v" when not matched then insert ("id", "v") values ("s"."id", "s"."v")
values ($1, $2), ($3, $4)
table "public"."book"
select nextval('"public"."s_book"')
select "t"."a" collate "C" from "t" order by "t"."a" collate "de_DE" desc nulls first
select greatest(1, 2), least("a", "b"), "x" % 2, -"x", +"x", "x" ^ 2, @ "x", |/ "x", "a" # "b", ~ "a", "a" << 2
select "public"."f_one"($1), "s"."g"("a" => 1, "b" => 2) from "t"
select * from "public"."p_books"("in" => $1)
select case "x" when 1 then 'a' when 2 then 'b' else 'c' end, case when "x" > 1 and "y" then 1 end from "t"
select (1, 2) = (3, 4), row("a", "b") < row($1, $2), ("a", "b") overlaps ("c", "d") from "t"
