-- What the statements of routing.txt are about. Run once, by a superuser, in an empty database.
CREATE EXTENSION pgcrypto;
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION dblink;
CREATE EXTENSION hstore;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION tablefunc;
CREATE EXTENSION tsm_system_rows;
CREATE EXTENSION file_fdw;
CREATE EXTENSION lo;

CREATE SCHEMA app;
CREATE SCHEMA other;

CREATE SEQUENCE app.code_seq;
CREATE TYPE app.status AS ENUM ('new', 'paid', 'sent');
CREATE TYPE app.address AS (street text, city text);
CREATE TYPE app.span AS RANGE (subtype = float8);
CREATE DOMAIN app.positive AS int CHECK (VALUE > 0);

CREATE TABLE app.customers (
  id serial PRIMARY KEY,
  name text NOT NULL,
  email citext UNIQUE,
  region text DEFAULT 'eu',
  created timestamptz NOT NULL DEFAULT now(),
  tags text[] DEFAULT '{}',
  profile jsonb DEFAULT '{}',
  balance numeric(12, 2) DEFAULT 0,
  home app.address,
  manager int REFERENCES app.customers);
CREATE TABLE app.products (
  sku text PRIMARY KEY,
  title text,
  price numeric,
  size app.positive,
  search tsvector GENERATED ALWAYS AS (to_tsvector('english', title)) STORED,
  attributes hstore,
  description xml,
  valid app.span,
  "select" text);
CREATE TABLE app.orders (
  id bigint GENERATED ALWAYS AS IDENTITY,
  customer_id int REFERENCES app.customers ON DELETE CASCADE,
  status app.status DEFAULT 'new',
  placed date NOT NULL,
  total numeric) PARTITION BY RANGE (placed);
CREATE TABLE app.orders_2024 PARTITION OF app.orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.orders_2025 PARTITION OF app.orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE app.items (order_id bigint, line int, sku text, quantity int, PRIMARY KEY (order_id, line));
CREATE TABLE app.audit_log (at timestamptz DEFAULT now(), what text);
CREATE TABLE app."Mixed Case" ("Id" int, "na""me" text);
CREATE TABLE app.grid (a int, b int, c text);
CREATE TABLE app.vertices (id int PRIMARY KEY, parent int, label text);
CREATE UNLOGGED TABLE app.scratch (k text PRIMARY KEY, v text);
CREATE TABLE app.events (at timestamptz, kind text);
CREATE UNLOGGED TABLE app.events_hot () INHERITS (app.events);
CREATE TABLE other.grid (a int);
CREATE UNLOGGED TABLE other.buffer (a int);

CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE app.remote (line text) SERVER files OPTIONS (filename '/etc/hostname');

CREATE FUNCTION app.tax(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 0.19';
CREATE FUNCTION app.customer_count() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM app.customers';
CREATE FUNCTION app.orders_of(int) RETURNS SETOF app.orders LANGUAGE sql STABLE
  AS 'SELECT * FROM app.orders WHERE customer_id = $1';
CREATE FUNCTION app.record_visit(int) RETURNS int LANGUAGE plpgsql
  AS 'BEGIN INSERT INTO app.audit_log(what) VALUES (''visit''); RETURN $1; END';
CREATE FUNCTION app.unmarked(int) RETURNS int LANGUAGE sql AS 'SELECT $1 + 1';
CREATE FUNCTION app.score(int) RETURNS int LANGUAGE sql STABLE AS 'SELECT $1';
CREATE FUNCTION app.score(text) RETURNS int LANGUAGE sql VOLATILE AS 'SELECT 1';
CREATE FUNCTION app.score(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION app.label(app.customers) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1.name';
CREATE FUNCTION app.bump(app.customers) RETURNS int LANGUAGE plpgsql
  AS 'BEGIN UPDATE app.customers SET balance = balance + 1 WHERE id = $1.id; RETURN 1; END';
CREATE FUNCTION app.coded(text, bigint DEFAULT nextval('app.code_seq')) RETURNS text
  LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE FUNCTION app.padded(text, int DEFAULT 10) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lpad($1, $2)';
CREATE FUNCTION app.joined(VARIADIC text[]) RETURNS text LANGUAGE sql STABLE AS 'SELECT array_to_string($1, '','')';
CREATE FUNCTION app.keep_larger(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT greatest($1, $2)';
CREATE FUNCTION app.keep_and_log(int, int) RETURNS int LANGUAGE plpgsql
  AS 'BEGIN INSERT INTO app.audit_log(what) VALUES (''step''); RETURN $2; END';
CREATE AGGREGATE app.largest(int) (SFUNC = app.keep_larger, STYPE = int, INITCOND = '0');
CREATE AGGREGATE app.logged(int) (SFUNC = app.keep_and_log, STYPE = int, INITCOND = '0');
CREATE FUNCTION app.same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) = lower($2)';
CREATE FUNCTION app.same_logged(text, text) RETURNS boolean LANGUAGE plpgsql
  AS 'BEGIN INSERT INTO app.audit_log(what) VALUES (''same''); RETURN true; END';
CREATE OPERATOR app.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = app.same);
CREATE OPERATOR app.=!!= (LEFTARG = text, RIGHTARG = text, FUNCTION = app.same_logged);
CREATE FUNCTION app.checked_and_logged(text) RETURNS boolean LANGUAGE plpgsql
  AS 'BEGIN INSERT INTO app.audit_log(what) VALUES (''check''); RETURN true; END';
CREATE DOMAIN app.logged_text AS text CHECK (app.checked_and_logged(VALUE));
CREATE TABLE app.notes (id int, body app.logged_text);
CREATE FUNCTION app.status_number(app.status) RETURNS int LANGUAGE sql IMMUTABLE
  AS 'SELECT CASE $1 WHEN ''new'' THEN 1 WHEN ''paid'' THEN 2 ELSE 3 END';
CREATE CAST (app.status AS int) WITH FUNCTION app.status_number(app.status);
CREATE TYPE app.token AS (raw text);
CREATE FUNCTION app.token_text(app.token) RETURNS text LANGUAGE plpgsql
  AS 'BEGIN INSERT INTO app.audit_log(what) VALUES (''token''); RETURN $1.raw; END';
CREATE CAST (app.token AS text) WITH FUNCTION app.token_text(app.token) AS IMPLICIT;
CREATE TABLE app.tokens (id int, token app.token);
CREATE PROCEDURE app.archive(int) LANGUAGE sql AS 'DELETE FROM app.audit_log';

CREATE VIEW app.customer_totals AS
  SELECT c.id, c.name, sum(o.total) AS total
  FROM app.customers c LEFT JOIN app.orders o ON o.customer_id = c.id GROUP BY c.id, c.name;
CREATE VIEW app.best_customers AS SELECT * FROM app.customer_totals WHERE total > 100;
CREATE VIEW app.ticket AS SELECT nextval('app.code_seq') AS number;
CREATE VIEW app.two_tickets AS SELECT number, number + 1 AS next FROM app.ticket;
CREATE VIEW app.visits AS SELECT app.record_visit(id) FROM app.customers;
CREATE VIEW app.rolled AS SELECT id, random() AS dice FROM app.customers;
CREATE VIEW app.queue AS SELECT * FROM app.orders_2025 WHERE status = 'new' FOR UPDATE;
CREATE VIEW app.hot AS SELECT * FROM app.scratch;
CREATE VIEW app.busy AS SELECT pid, state FROM pg_stat_activity;
CREATE VIEW app.last_code AS SELECT last_value FROM app.code_seq;
CREATE VIEW app.labelled AS SELECT app.label(c) FROM app.customers c;
CREATE MATERIALIZED VIEW app.region_totals AS
  SELECT region, count(*) AS customers, random() AS dice FROM app.customers GROUP BY region;

CREATE TABLE app.private_rows (id int, owner text DEFAULT current_user, body text);
ALTER TABLE app.private_rows ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON app.private_rows USING (owner = current_user);
CREATE TABLE app.watched_rows (id int);
ALTER TABLE app.watched_rows ENABLE ROW LEVEL SECURITY;
CREATE POLICY watched ON app.watched_rows FOR SELECT USING (app.record_visit(id) > 0);
CREATE TABLE app.sleeping_policy (id int);
CREATE POLICY asleep ON app.sleeping_policy FOR SELECT USING (app.record_visit(id) > 0);

CREATE FUNCTION app.on_change() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN INSERT INTO app.audit_log(what) VALUES (''changed''); RETURN NEW; END';
CREATE TRIGGER watch AFTER UPDATE ON app.customers FOR EACH ROW EXECUTE FUNCTION app.on_change();

INSERT INTO app.customers (name, email, tags, profile, balance, home) VALUES
  ('Ada', 'ada@example.org', '{a,b}', '{"vip": true, "cart": [{"sku": "s1", "n": 2}]}', 10, ROW('Main', 'Ulm')),
  ('Bob', 'bob@example.org', '{b}', '{"vip": false}', 20, NULL),
  ('Cyd', NULL, '{}', '{}', 30, ROW('Elm', 'Bonn'));
INSERT INTO app.products (sku, title, price, size, attributes, description, valid, "select") VALUES
  ('s1', 'blue pen', 2.5, 1, 'colour=>blue', '<p><n>1</n></p>', '[1,5)', 'x'),
  ('s2', 'red pencil', 1.5, 2, 'colour=>red', '<p><n>2</n></p>', '[2,9)', 'y');
INSERT INTO app.orders (customer_id, status, placed, total) VALUES
  (1, 'new', '2024-05-05', 120), (1, 'paid', '2025-02-02', 30), (2, 'sent', '2025-03-03', 60);
INSERT INTO app.items VALUES (1, 1, 's1', 2), (2, 1, 's2', 1);
INSERT INTO app.grid VALUES (1, 2, 'x'), (3, 4, 'y');
INSERT INTO app.vertices VALUES (1, NULL, 'root'), (2, 1, 'leaf');
INSERT INTO app.private_rows (id, body) VALUES (1, 'mine');
INSERT INTO app.tokens VALUES (1, ROW('t'));
SELECT nextval('app.code_seq');
SELECT lo_from_bytea(4242, 'content');
ANALYZE;
