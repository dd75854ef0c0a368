package io.penstock.sql.grammar;

import org.apache.calcite.sql.parser.SqlAbstractParserImpl;

/** What the productions ask about the tokens that come next, counted from 1. */
abstract class GrammarLookahead extends SqlAbstractParserImpl implements PostgresParserConstants {
  /** The token so many ahead; 0 is the last one taken. */
  public abstract Token getToken(int ahead);

  boolean at(int kind) {
    return getToken(1).kind == kind;
  }

  boolean at(int ahead, int kind) {
    return getToken(ahead).kind == kind;
  }

  boolean parenthesisAt(int ahead) {
    int kind = getToken(ahead).kind;
    return kind == LPAREN || kind == QUERY_LPAREN;
  }

  boolean names(int ahead, int what) {
    return (((PostgresToken) getToken(ahead)).names & what) != 0;
  }

  boolean bareLabel() {
    return names(1, PostgresToken.BARE_LABEL);
  }

  boolean startsAlias() {
    return at(AS) || names(1, PostgresToken.COLUMN);
  }

  boolean startsQuery(int ahead) {
    return switch (getToken(ahead).kind) {
      case SELECT, WITH, WITH_BEFORE_WORD, TABLE, QUERY_LPAREN -> true;
      case VALUES -> parenthesisAt(ahead + 1);
      default -> false;
    };
  }

  /** Whether a select list has an item: it may have none. */
  boolean startsItem() {
    return switch (getToken(1).kind) {
      case EOF,
          SEMICOLON,
          RPAREN,
          INTO,
          FROM,
          WHERE,
          GROUP,
          HAVING,
          WINDOW,
          UNION,
          INTERSECT,
          EXCEPT,
          ORDER,
          LIMIT,
          OFFSET,
          FETCH,
          FOR ->
          false;
      default -> true;
    };
  }

  boolean startsJoin() {
    return switch (getToken(1).kind) {
      case JOIN, INNER, LEFT, RIGHT, FULL, CROSS, NATURAL -> true;
      default -> false;
    };
  }

  /** Whether a name, with dots or without, and a parenthesis come. */
  boolean startsCall() {
    int name = nameEnd();
    return name > 0 && parenthesisAt(name + 1);
  }

  /** Where a function's or type's name ends, or 0 if there is none. */
  private int nameEnd() {
    int end = 1;
    while (at(end + 1, DOT) && names(end + 2, PostgresToken.LABEL)) {
      end += 2;
    }
    int needed = end == 1 ? PostgresToken.FUNCTION : PostgresToken.COLUMN;
    return names(1, needed) ? end : 0;
  }

  /** Whether a type and a string come: {@code date '2030-01-01'}. */
  boolean startsTypedLiteral() {
    if (startsOwnType()) {
      return ownTypeEndsAtString();
    }
    int end = nameEnd();
    return end > 0
        && (at(end + 1, TEXT_LITERAL) || (parenthesisAt(end + 1) && beforeString(end + 1)));
  }

  private boolean beforeString(int parenthesis) {
    return ((PostgresToken) getToken(parenthesis)).beforeString;
  }

  /** Whether a type comes whose name SQL itself gives it. */
  boolean startsOwnType() {
    return switch (getToken(1).kind) {
      case INT,
          INTEGER,
          SMALLINT,
          BIGINT,
          REAL,
          FLOAT,
          DECIMAL,
          DEC,
          NUMERIC,
          BOOLEAN,
          JSON,
          INTERVAL,
          BIT,
          VARCHAR,
          CHARACTER,
          CHAR,
          NCHAR,
          TIME,
          TIMESTAMP ->
          true;
      case DOUBLE -> at(2, PRECISION);
      case NATIONAL -> at(2, CHARACTER) || at(2, CHAR);
      default -> false;
    };
  }

  private boolean ownTypeEndsAtString() {
    int at = 2;
    while (at(at, PRECISION) || at(at, CHARACTER) || at(at, CHAR) || at(at, VARYING)) {
      at++;
    }
    if (at(at, LPAREN)) {
      if (beforeString(at)) {
        return true;
      }
      while (!at(at, RPAREN) && !at(at, EOF)) {
        at++;
      }
      at++;
    }
    boolean zone = (at(at, WITH_BEFORE_WORD) || at(at, WITHOUT)) && at(at + 1, TIME);
    return at(zone ? at + 3 : at, TEXT_LITERAL);
  }

  boolean startsIntervalFields() {
    return switch (getToken(1).kind) {
      case YEAR, MONTH, DAY, HOUR, MINUTE, SECOND -> true;
      default -> false;
    };
  }

  /** Whether a call comes that has a syntax of its own. */
  boolean startsSyntaxCall() {
    return switch (getToken(1).kind) {
      case COALESCE,
          GREATEST,
          LEAST,
          NULLIF,
          XMLCONCAT,
          CAST,
          TREAT,
          EXTRACT,
          POSITION,
          SUBSTRING,
          OVERLAY,
          TRIM,
          NORMALIZE,
          MERGE_ACTION ->
          parenthesisAt(2);
      case COLLATION -> at(2, FOR);
      default -> false;
    };
  }

  boolean startsDocumentCall() {
    return switch (getToken(1).kind) {
      case XMLELEMENT,
          XMLFOREST,
          XMLEXISTS,
          XMLPARSE,
          XMLPI,
          XMLROOT,
          XMLSERIALIZE,
          XMLTABLE,
          JSON_OBJECT,
          JSON_ARRAY,
          JSON_OBJECTAGG,
          JSON_ARRAYAGG,
          JSON_SCALAR,
          JSON_SERIALIZE,
          JSON_EXISTS,
          JSON_QUERY,
          JSON_VALUE,
          JSON_TABLE,
          JSON ->
          parenthesisAt(2);
      default -> false;
    };
  }

  boolean startsFunctionTable() {
    return switch (getToken(1).kind) {
      case ROWS -> (at(2, FROM) && parenthesisAt(3)) || startsCall();
      case CURRENT_DATE,
          CURRENT_ROLE,
          CURRENT_USER,
          CURRENT_CATALOG,
          CURRENT_SCHEMA,
          SESSION_USER,
          SYSTEM_USER,
          USER,
          CURRENT_TIME,
          CURRENT_TIMESTAMP,
          LOCALTIME,
          LOCALTIMESTAMP ->
          true;
      default -> startsSyntaxCall() || startsDocumentCall() || startsCall();
    };
  }

  boolean startsOtherOperator() {
    return at(OPERATION) || (at(OPERATOR) && at(2, LPAREN));
  }

  boolean startsQuantified() {
    return (at(ANY) || at(SOME) || at(ALL)) && parenthesisAt(2);
  }

  boolean startsTest() {
    return switch (getToken(1).kind) {
      case NOT_BEFORE_TEST, IN, BETWEEN, LIKE, ILIKE, OVERLAPS -> true;
      case SIMILAR -> at(2, TO);
      default -> false;
    };
  }

  /** Whether a window's name comes, not yet its parts. */
  boolean windowName() {
    return switch (getToken(1).kind) {
      case PARTITION, RANGE, ROWS, GROUPS -> false;
      default -> names(1, PostgresToken.COLUMN);
    };
  }

  /** Whether TEMP and its like are no table's name here. */
  boolean persistence() {
    return switch (getToken(1).image) {
      case "temp", "temporary", "unlogged" -> at(2, TABLE) || names(2, PostgresToken.COLUMN);
      default -> false;
    };
  }

  boolean jsonBehaviour() {
    return switch (getToken(1).kind) {
      case NULL, TRUE, FALSE, UNKNOWN, ABSENT, ERROR -> at(2, ON);
      case EMPTY -> at(2, ON) || at(3, ON);
      default -> false;
    };
  }

  boolean jsonSeparator() {
    return switch (getToken(1).kind) {
      case COMMA, COLON, PASSING -> true;
      case VALUE -> !at(2, COMMA) && !at(2, RPAREN) && !at(2, DOT);
      default -> false;
    };
  }
}
