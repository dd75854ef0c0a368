-- Written after what MyBatis mappers, Spring's JdbcTemplate, JdbcClient and Spring Batch send.
select id, name, email from users where id = $1
SELECT u.id AS u_id, u.name AS u_name, r.id AS r_id FROM users u LEFT JOIN user_role ur ON ur.user_id = u.id LEFT JOIN role r ON r.id = ur.role_id WHERE u.name LIKE CONCAT('%', $1::text, '%')
SELECT * FROM users WHERE 1 = 1 AND status = $1 AND created_at >= $2::timestamp ORDER BY created_at DESC LIMIT $3 OFFSET $4
SELECT * FROM blog WHERE state = 'ACTIVE' AND title like $1 AND author_name like $2
select count(0) from (select * from users where status = $1) tmp_count
insert into users (id, name, email) values (nextval('users_id_seq'), $1, $2)
INSERT INTO users (name, email) VALUES ($1, $2) , ($3, $4) , ($5, $6)
insert into t_log (msg, at) select $1, now() where not exists (select 1 from t_log where msg = $1)
UPDATE users SET name = $1, email = $2 , updated_at = now() WHERE id = $3
update account set balance = balance - $1 where id = $2 and balance >= $1 returning balance
DELETE FROM users WHERE id IN ( $1 , $2 , $3 )
SELECT * FROM users u WHERE EXISTS ( SELECT 1 FROM orders o WHERE o.user_id = u.id ) OR u.vip IS TRUE
SELECT currval('users_id_seq')
SELECT lastval()
with t as ( insert into a (x) values ($1) returning id ) insert into b (a_id) select id from t
SELECT JOB_INSTANCE_ID, JOB_NAME from BATCH_JOB_INSTANCE where JOB_NAME = $1 and JOB_KEY = $2
SELECT E.JOB_EXECUTION_ID, E.START_TIME, E.END_TIME, E.STATUS from BATCH_JOB_EXECUTION E where E.JOB_INSTANCE_ID = $1 and E.JOB_EXECUTION_ID = (SELECT max(E2.JOB_EXECUTION_ID) from BATCH_JOB_EXECUTION E2 where E2.JOB_INSTANCE_ID = $2)
INSERT into BATCH_STEP_EXECUTION(STEP_EXECUTION_ID, VERSION, STEP_NAME, JOB_EXECUTION_ID, START_TIME) values($1, $2, $3, $4, $5)
select nextval('BATCH_JOB_SEQ')
SELECT S.PRIMARY_ID, S.SESSION_ID, SA.ATTRIBUTE_NAME FROM SPRING_SESSION S LEFT JOIN SPRING_SESSION_ATTRIBUTES SA ON S.PRIMARY_ID = SA.SESSION_PRIMARY_ID WHERE S.SESSION_ID = $1
DELETE FROM SPRING_SESSION WHERE EXPIRY_TIME < $1
SELECT installed_rank,version,description,type,script,checksum,installed_on,installed_by,execution_time,success FROM "public"."flyway_schema_history" WHERE installed_rank > $1 ORDER BY installed_rank
INSERT INTO "public"."flyway_schema_history" ("installed_rank", "version", "success") VALUES ($1, $2, $3)
SELECT COUNT(*) FROM pg_namespace WHERE nspname=$1
SELECT EXISTS ( SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r','p') )
SELECT pg_try_advisory_lock(77431708279161)
SELECT LOCKED FROM public.databasechangeloglock WHERE ID=1
UPDATE public.databasechangeloglock SET LOCKED = TRUE, LOCKEDBY = 'host (127.0.0.1)', LOCKGRANTED = NOW() WHERE ID = 1 AND LOCKED = FALSE
SELECT MD5SUM FROM public.databasechangelog WHERE MD5SUM IS NOT NULL LIMIT 1
SELECT * FROM QRTZ_LOCKS WHERE SCHED_NAME = 'x' AND LOCK_NAME = $1 FOR UPDATE
SELECT TRIGGER_NAME, TRIGGER_GROUP, NEXT_FIRE_TIME, PRIORITY FROM QRTZ_TRIGGERS WHERE SCHED_NAME = 'x' AND TRIGGER_STATE = $1 AND NEXT_FIRE_TIME <= $2 AND (MISFIRE_INSTR = -1 OR (MISFIRE_INSTR != -1 AND NEXT_FIRE_TIME >= $3)) ORDER BY NEXT_FIRE_TIME ASC, PRIORITY DESC
