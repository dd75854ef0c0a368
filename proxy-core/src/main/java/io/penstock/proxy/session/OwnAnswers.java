package io.penstock.proxy.session;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Queries whose rows are the answers to statements of the proxy's own. They are ASCII throughout,
 * so that they mean the same in every client encoding, and under both rules for backslashes; no
 * name in them depends on the search path.
 */
final class OwnAnswers {
  /** What any node may answer, however far behind it is. */
  static final String ANYWHERE = "/* penstock: consistency=eventual */ ";

  static final String PRIMARY = "/* penstock: primary */ ";

  /**
   * How far the primary has got: everything that this session has written is before that. The same
   * text for everybody and at all times, because a driver may prepare it once and execute it for
   * ever. In a transaction on a replica it is how far that has got, which is all the session has
   * seen there.
   */
  static final String TOKEN =
      PRIMARY
          + "SELECT CASE WHEN pg_catalog.pg_is_in_recovery()"
          + " THEN pg_catalog.concat((SELECT timeline_id FROM pg_catalog.pg_control_checkpoint()),"
          + " ':', pg_catalog.pg_last_wal_replay_lsn())"
          + " ELSE (SELECT pg_catalog.concat(pg_catalog.concat('x',"
          + " pg_catalog.substr(pg_catalog.pg_walfile_name(written.lsn), 1, 8))"
          + "::pg_catalog.bit(32)::pg_catalog.int4, ':', written.lsn)"
          + " FROM pg_catalog.pg_current_wal_insert_lsn() AS written (lsn))"
          + " END AS \"penstock.token\"";

  /** Clients may bind so many values to what they ask about; PostgreSQL itself takes 65,535. */
  private static final int MOST_PARAMETERS = 1_000;

  private OwnAnswers() {}

  /**
   * The value of a setting, where the server has it from the client's own SET.
   *
   * @param otherwise what holds while it is not set
   */
  static String setting(String place, String name, String otherwise) {
    return place
        + ("SELECT pg_catalog.concat(COALESCE(pg_catalog.substring("
                + "pg_catalog.current_setting('%s', true), '.+'), '%s')) AS \"%1$s\"")
            .formatted(name, otherwise);
  }

  /**
   * Rows of a name and a value each.
   *
   * @param parameters as many values may be bound: they are taken, and not looked at
   */
  static String table(String place, List<Explanation.Item> items, int parameters) {
    StringBuilder sql = new StringBuilder(place).append("SELECT item, value FROM (VALUES ");
    for (int index = 0; index < items.size(); index++) {
      Explanation.Item item = items.get(index);
      sql.append(index == 0 ? "(" : ", (")
          .append(literal(item.name()))
          .append(", ")
          .append(literal(item.value()))
          .append(')');
    }
    sql.append(") AS explanation (item, value)");
    int taken = parameters > MOST_PARAMETERS ? 0 : parameters;
    for (int number = 1; number <= taken; number++) {
      sql.append(number == 1 ? " WHERE " : " AND ")
          .append("($%d::pg_catalog.text IS NULL) IS NOT NULL".formatted(number));
    }
    return sql.toString();
  }

  private static String literal(String value) {
    for (int index = 0; index < value.length(); index++) {
      char character = value.charAt(index);
      if (character < ' ' || character > '~') {
        return "pg_catalog.convert_from(pg_catalog.decode('%s', 'hex'), 'UTF8')"
            .formatted(
                HexFormat.of().formatHex(value.replace("\0", "").getBytes(StandardCharsets.UTF_8)));
      }
    }
    return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
