package io.penstock.proxy.catalog;

/**
 * What is asked of a database's catalog, for PostgreSQL 12 to 18. Everything runs with search_path
 * pg_catalog. OIDs come as bigint, since they are unsigned.
 *
 * <p>pg_depend does not tell which of PostgreSQL's own functions a view calls, for it leaves out
 * what can never be dropped. The stored tree does, and its numbers are found by pattern: names in
 * it cannot be taken for them, because a space in a name is written with a backslash.
 */
final class CatalogSql {
  private static final String CALLED = "':(?:funcid|opfuncid|aggfnoid|winfnoid) (\\d+)'";

  static final String FUNCTIONS =
      """
      SELECT p.oid::int8, n.nspname, p.proname, p.prokind,
             CASE WHEN a.aggkind IN ('o', 'h') THEN 0
                  ELSE greatest(p.pronargs - p.pronargdefaults - (p.provariadic <> 0)::int, 0) END,
             CASE WHEN a.aggkind IN ('o', 'h') OR p.provariadic <> 0 THEN 255
                  ELSE p.pronargs END,
             CASE WHEN p.prorettype = 'tsm_handler'::regtype THEN 'i' ELSE p.provolatile END,
             coalesce(t.typtype IN ('c', 'p', 'd'), false),
             e.extname,
             p.pronamespace <> 'pg_catalog'::regnamespace
               AND (a.aggfnoid IS NOT NULL AND EXISTS (
                      SELECT FROM pg_proc s
                      WHERE s.oid IN (a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn,
                                      a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn,
                                      a.aggmfinalfn)
                        AND s.provolatile = 'v')
                    OR p.pronargdefaults > 0 AND EXISTS (
                      SELECT FROM regexp_matches(p.proargdefaults::text, %s, 'g') m
                      JOIN pg_proc d ON d.oid = m[1]::oid
                      WHERE d.provolatile = 'v'))
      FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
      LEFT JOIN pg_type t ON t.oid = p.proargtypes[0]
      LEFT JOIN pg_depend x ON x.classid = 'pg_proc'::regclass AND x.objid = p.oid
        AND x.deptype = 'e' AND x.refclassid = 'pg_extension'::regclass
      LEFT JOIN pg_extension e ON e.oid = x.refobjid
      WHERE p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
      """
          .formatted(CALLED);

  static final String RELATIONS =
      """
      SELECT c.oid::int8, n.nspname, c.relname, c.relkind, c.relpersistence, c.relrowsecurity,
             c.relhastriggers OR c.relhasrules AND c.relkind <> 'v',
             array(SELECT a.attname::text FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   ORDER BY a.attnum),
             array(SELECT a.atttypid::int8 FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   ORDER BY a.attnum),
             array(SELECT a.attname::text FROM pg_attribute a
                   LEFT JOIN pg_collation l ON l.oid = a.attcollation
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                     AND (NOT l.collisdeterministic
                          OR a.atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype)
                            AND a.atttypmod BETWEEN 0 AND 5
                          OR a.atttypid = 'numeric'::regtype AND a.atttypmod >= 4
                            AND (a.atttypmod - 4) & 1024 <> 0)),
             array(SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   ORDER BY a.attnum),
             array(SELECT CASE WHEN a.attcollation NOT IN (0, 100) AND a.atttypid <> 19
                               THEN quote_ident(n.nspname) || '.' || quote_ident(l.collname)
                               ELSE '' END
                   FROM pg_attribute a
                   LEFT JOIN pg_collation l ON l.oid = a.attcollation
                   LEFT JOIN pg_namespace n ON n.oid = l.collnamespace
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   ORDER BY a.attnum),
             array(SELECT a.attname::text
                   FROM pg_attribute a
                   JOIN pg_type t ON t.oid = a.atttypid
                   LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                     AND a.attgenerated = ''
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                     AND c.relkind IN ('r', 'p')
                     AND (a.attidentity <> ''
                          OR coalesce(d.adbin::text, t.typdefaultbin::text)
                             ~ '[{](SQLVALUEFUNCTION|NEXTVALUEEXPR) '
                          OR EXISTS (
                            SELECT FROM regexp_matches(
                                     coalesce(d.adbin::text, t.typdefaultbin::text), %s, 'g') m
                            JOIN pg_proc f ON f.oid = m[1]::oid
                            WHERE f.provolatile <> 'i')))
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND n.nspname !~ '^pg_(toast|temp_)'
      """
          .formatted(CALLED);

  /** Whether the database's own collation, 100 above, compares bytes: of C, or C.UTF-8 builtin. */
  static final String BYTEWISE =
      """
      SELECT d.datcollate IN ('C', 'POSIX') AND coalesce(to_jsonb(d)->>'datlocprovider', 'c') = 'c'
             OR coalesce(to_jsonb(d)->>'datlocprovider', 'c') = 'b'
                AND coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale', 'C')
                    IN ('C', 'C.UTF-8', 'PG_UNICODE_FAST')
      FROM pg_database d
      WHERE d.datname = current_database()
      """;

  /**
   * What is in views, and in policies that decide which rows are seen: relations, functions, and
   * FOR UPDATE or its kin.
   */
  static final String INSIDE =
      """
      SELECT DISTINCT t.relation::int8, m[1], m[2]::int8
      FROM (SELECT r.ev_class AS relation, r.ev_action::text AS tree
            FROM pg_rewrite r
            JOIN pg_class c ON c.oid = r.ev_class
            WHERE r.ev_type = '1' AND c.relkind = 'v'
            UNION ALL
            SELECT p.polrelid, p.polqual::text
            FROM pg_policy p
            JOIN pg_class c ON c.oid = p.polrelid
            WHERE c.relrowsecurity AND p.polcmd IN ('r', '*') AND p.polqual IS NOT NULL) t,
           regexp_matches(
             t.tree,
             '[:{](relid|funcid|opfuncid|aggfnoid|winfnoid|ROWMARKCLAUSE :rti) ([1-9]\\d*)',
             'g') m
      """;

  static final String INHERITANCE =
      """
      SELECT i.inhrelid::int8, i.inhparent::int8
      FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
      WHERE c.relkind IN ('r', 'p', 'f')
      """;

  static final String TYPES =
      """
      SELECT t.oid::int8, n.nspname, t.typname
      FROM pg_type t
      JOIN pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE t.typtype IN ('d', 'e', 'r', 'm', 'p')
         OR t.typtype = 'b' AND (t.typcategory <> 'A' OR t.typname IN ('int2vector', 'oidvector'))
         OR t.typtype = 'c' AND c.relkind = 'c'
      """;

  /**
   * Types whose use runs a volatile function, and that function. Nobody marks PostgreSQL's own
   * types: type 0 stands for what may happen between them, anywhere.
   */
  static final String TYPE_CALLS =
      """
      WITH calls(kind, name, one, other, function) AS (
        SELECT 't', '', t.oid, t.oid, f
        FROM pg_type t, unnest(ARRAY[t.typinput, t.typoutput, t.typreceive, t.typsend,
                                     t.typmodin, t.typmodout]::oid[]) f
        WHERE t.typnamespace <> 'pg_catalog'::regnamespace
        UNION ALL
        SELECT 't', '', k.contypid, k.contypid, m[1]::oid
        FROM pg_constraint k, regexp_matches(k.conbin::text, %s, 'g') m
        WHERE k.contypid <> 0
        UNION ALL
        SELECT 't', '', r.rngtypid, r.rngtypid, f
        FROM pg_range r, unnest(ARRAY[r.rngcanonical, r.rngsubdiff]::oid[]) f
        UNION ALL
        SELECT 't', '', s.amproclefttype, s.amprocrighttype, s.amproc::oid FROM pg_amproc s
        UNION ALL
        SELECT 'c', '', castsource, casttarget, castfunc FROM pg_cast
        UNION ALL
        SELECT 'o', oprname, CASE WHEN oprleft = 0 THEN oprright ELSE oprleft END,
               CASE WHEN oprright = 0 THEN oprleft ELSE oprright END, oprcode::oid
        FROM pg_operator),
      risky(kind, name, one, other, function, here, there) AS (
        SELECT c.kind, c.name, c.one, c.other, c.function,
               a.typnamespace <> 'pg_catalog'::regnamespace,
               b.typnamespace <> 'pg_catalog'::regnamespace
        FROM calls c
        JOIN pg_proc p ON p.oid = c.function AND p.provolatile = 'v'
        JOIN pg_type a ON a.oid = c.one
        JOIN pg_type b ON b.oid = c.other)
      SELECT one::int8, function::int8 FROM risky WHERE here
      UNION
      SELECT other::int8, function::int8 FROM risky WHERE there
      UNION
      SELECT 0, function::int8 FROM risky
      WHERE NOT here AND NOT there
        AND (kind = 'c' OR kind = 'o' AND name IN (
               SELECT oprname FROM pg_operator
               WHERE oprnamespace = 'pg_catalog'::regnamespace))
      """
          .formatted(CALLED);

  /** Types that have values of another in them which is not PostgreSQL's own. */
  static final String TYPES_INSIDE =
      """
      WITH holds(holder, held) AS (
        SELECT oid, typelem FROM pg_type WHERE typelem <> 0
        UNION ALL
        SELECT oid, typbasetype FROM pg_type WHERE typbasetype <> 0
        UNION ALL
        SELECT rngtypid, rngsubtype FROM pg_range
        UNION ALL
        SELECT t.oid, a.atttypid
        FROM pg_attribute a
        JOIN pg_type t ON t.typrelid = a.attrelid
        WHERE a.attnum > 0 AND NOT a.attisdropped)
      SELECT h.holder::int8, h.held::int8
      FROM holds h
      JOIN pg_type t ON t.oid = h.held
      WHERE t.typnamespace <> 'pg_catalog'::regnamespace
      """;

  static final String OPERATORS =
      """
      SELECT n.nspname, o.oprname, o.oprcode::oid::int8
      FROM pg_operator o
      JOIN pg_namespace n ON n.oid = o.oprnamespace
      WHERE n.nspname <> 'pg_catalog'
      """;

  static final String FOREIGN_KEYS =
      """
      SELECT k.conrelid::int8, k.confrelid::int8,
             array(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(number, place)
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number
                   ORDER BY u.place),
             array(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(number, place)
                   JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number
                   ORDER BY u.place),
             k.confdeltype, k.confupdtype
      FROM pg_constraint k
      WHERE k.contype = 'f'
      """;

  /**
   * A number that changes when the catalog does: how many of its rows were ever written, as the
   * server counts for its statistics. NULL where it does not count.
   */
  static final String CHANGES =
      """
      SELECT sum(pg_stat_get_tuples_inserted(c) + pg_stat_get_tuples_updated(c)
                 + pg_stat_get_tuples_deleted(c))::int8
      FROM unnest(ARRAY['pg_class', 'pg_attribute', 'pg_proc', 'pg_aggregate', 'pg_type',
                        'pg_namespace', 'pg_rewrite', 'pg_policy', 'pg_inherits', 'pg_operator',
                        'pg_cast', 'pg_constraint', 'pg_extension']::regclass[]) c
      WHERE current_setting('track_counts') = 'on'
      """;

  private CatalogSql() {}
}
