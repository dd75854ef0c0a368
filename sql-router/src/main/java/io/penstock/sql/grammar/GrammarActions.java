package io.penstock.sql.grammar;

import io.penstock.sql.tree.Constant;
import io.penstock.sql.tree.FunctionCall;
import io.penstock.sql.tree.OperatorName;
import io.penstock.sql.tree.Parenthesized;
import io.penstock.sql.tree.SyntaxCall;
import io.penstock.sql.tree.TypeName;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What the productions do in Java: take names by their class, make nodes, count the depth. */
abstract class GrammarActions extends GrammarLookahead {
  /** How deep queries, expressions and joins may be nested in each other. */
  static final int DEEPEST = 100;

  /** The highest number a parameter has in PostgreSQL's protocol. */
  private static final int HIGHEST_PARAMETER = 65535;

  private static final String OWN_SCHEMA = "pg_catalog";

  private int depth;

  /** Takes the next token, whatever it is. */
  public abstract Token getNextToken();

  void enter() throws ParseException {
    depth++;
    if (depth > DEEPEST) {
      throw new ParseException("it is nested deeper than " + DEEPEST);
    }
  }

  void leave() {
    depth--;
  }

  /** Where the next token begins. */
  int begin() {
    return getToken(1).beginColumn;
  }

  /** From there to the end of the last token taken; what is empty takes one byte. */
  SqlParserPos from(int begin) {
    return new SqlParserPos(1, begin, 1, Math.max(begin, getToken(0).endColumn));
  }

  SqlNodeList list(int begin, List<? extends SqlNode> nodes) {
    return new SqlNodeList(nodes, from(begin));
  }

  private static ParseException unexpected(Token token) {
    return new ParseException("it is not understood at byte " + token.beginColumn);
  }

  private Token takeName(int what) throws ParseException {
    if (!names(1, what)) {
      throw unexpected(getToken(1));
    }
    return getNextToken();
  }

  SqlIdentifier takeColumnId() throws ParseException {
    return identifier(takeName(PostgresToken.COLUMN));
  }

  SqlIdentifier takeLabel() throws ParseException {
    return identifier(takeName(PostgresToken.LABEL));
  }

  /** Any word, and in options a number, a string or a sign. */
  Token takeWord() throws ParseException {
    return switch (getToken(1).kind) {
      case EOF, SEMICOLON, LPAREN, QUERY_LPAREN, RPAREN, COMMA -> throw unexpected(getToken(1));
      default -> getNextToken();
    };
  }

  private SqlIdentifier identifier(Token name) {
    return new SqlIdentifier(name.image, from(name.beginColumn));
  }

  /** {@code name}, {@code schema.name} or {@code database.schema.name}. */
  SqlIdentifier takeQualifiedName() throws ParseException {
    return takeDotted(PostgresToken.COLUMN, false);
  }

  /** The same, of a function or a type. */
  SqlIdentifier takeFunctionName() throws ParseException {
    return takeDotted(at(2, DOT) ? PostgresToken.COLUMN : PostgresToken.FUNCTION, false);
  }

  /** A column, {@code t.*} and {@code schema.t.column} included. */
  SqlNode takeColumn() throws ParseException {
    return takeDotted(PostgresToken.COLUMN, true);
  }

  private SqlIdentifier takeDotted(int first, boolean star) throws ParseException {
    int begin = begin();
    List<String> names = new ArrayList<>(2);
    names.add(takeName(first).image);
    while (at(DOT)) {
      getNextToken();
      if (star && at(STAR)) {
        getNextToken();
        names.add("");
        break;
      }
      names.add(takeName(PostgresToken.LABEL).image);
    }
    return new SqlIdentifier(names, from(begin));
  }

  SqlIdentifier takeOperatorName() throws ParseException {
    int begin = begin();
    List<String> names = new ArrayList<>(2);
    while (at(2, DOT)) {
      names.add(takeName(PostgresToken.LABEL).image);
      getNextToken();
    }
    switch (getToken(1).kind) {
      case PLUS,
          MINUS,
          STAR,
          SLASH,
          PERCENT_REMAINDER,
          CARET,
          LT,
          GT,
          EQ,
          LE,
          GE,
          NE,
          NAMED_ARGUMENT_ASSIGNMENT,
          OPERATION ->
          names.add(getNextToken().image);
      default -> throw unexpected(getToken(1));
    }
    return new SqlIdentifier(names, from(begin));
  }

  OperatorName operator(Token token) {
    return new OperatorName(from(token.beginColumn), null, token.image);
  }

  static OperatorName operatorOf(SqlIdentifier name) {
    int last = name.names.size() - 1;
    String schema = last == 0 ? null : name.names.get(last - 1);
    return new OperatorName(name.getParserPosition(), schema, name.names.get(last));
  }

  SqlNode constant(Token token) {
    return new Constant(from(token.beginColumn), token.image);
  }

  SqlNode parameter(Token token) throws ParseException {
    int number;
    try {
      number = Integer.parseInt(token.image.substring(1));
    } catch (NumberFormatException e) {
      throw unexpected(token);
    }
    if (number < 1 || number > HIGHEST_PARAMETER) {
      throw unexpected(token);
    }
    return new SqlDynamicParam(number - 1, from(token.beginColumn));
  }

  /** The 1 of {@code FETCH FIRST ROW ONLY}. */
  SqlNode one() {
    return new Constant(from(begin()), "1");
  }

  SqlNode star() {
    return SqlIdentifier.star(from(getToken(0).beginColumn));
  }

  SqlNode spanned(int begin, SqlNode expression) {
    boolean inside = expression.getParserPosition().getColumnNum() != begin;
    return inside ? new Parenthesized(from(begin), expression) : expression;
  }

  List<SqlNode> chain(@Nullable List<SqlNode> operands, SqlNode first, SqlNode next) {
    List<SqlNode> all = operands;
    if (all == null) {
      all = new ArrayList<>();
      all.add(first);
    }
    all.add(next);
    return all;
  }

  SqlNode syntax(int begin, String name, SqlNode... operands) {
    return new SyntaxCall(from(begin), name, list(begin, List.of(operands)));
  }

  /** A call of PostgreSQL's own function that the syntax stands for. */
  SqlNode call(int begin, String name, SqlNode... arguments) {
    return call(begin, name, list(begin, List.of(arguments)));
  }

  SqlNode call(int begin, String name, SqlNodeList arguments) {
    SqlIdentifier own = own(begin, name);
    return new FunctionCall(
        from(begin), own, arguments, false, false, false, null, false, null, null);
  }

  /** A name of PostgreSQL's own schema. */
  SqlIdentifier own(int begin, String name) {
    return new SqlIdentifier(List.of(OWN_SCHEMA, name), from(begin));
  }

  static boolean isInterval(TypeName type) {
    return type.name.names.equals(List.of(OWN_SCHEMA, "interval"));
  }

  /** Whether this option is the one asked for, and on; or it was on before. */
  static boolean turnsOn(Token option, @Nullable Token value, String name) {
    return option.image.equals(name)
        && (value == null
            || !switch (value.image) {
              case "off", "false", "0", "'off'", "'false'", "'0'" -> true;
              default -> false;
            });
  }

  @Override
  public SqlParseException normalizeException(@Nullable Throwable failure) {
    return new SqlParseException("not understood", null, null, null, failure);
  }

  @Override
  public Metadata getMetadata() {
    throw new UnsupportedOperationException("the words are in Words");
  }

  @Override
  public void ReInit(Reader reader) {
    throw new UnsupportedOperationException("the text is given as tokens");
  }

  @Override
  public void setTabSize(int tabSize) {}

  @Override
  public void switchTo(LexicalState state) {}

  @Override
  public SqlNode parseArray() {
    throw new UnsupportedOperationException("arrays are parsed within expressions");
  }
}
