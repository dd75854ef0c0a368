package io.penstock.sql.copy;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.TokenKind;
import io.penstock.sql.copy.CopyFormat.Columns;
import io.penstock.sql.copy.CopyFormat.Kind;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the options of one COPY. Those that are not known here are refused. */
final class CopyOptions {
  private final CopyTokens tokens;
  private Kind kind = Kind.TEXT;
  private @Nullable String delimiter;
  private @Nullable String nullText;
  private @Nullable String quote;
  private @Nullable String escape;
  private @Nullable String defaultText;
  private @Nullable ClientEncoding encoding;
  private boolean header;
  private Columns forceNull = Columns.NONE;
  private Columns forceNotNull = Columns.NONE;

  CopyOptions(CopyTokens tokens) {
    this.tokens = tokens;
  }

  /** {@code COPY BINARY}. */
  void binary() {
    kind = Kind.BINARY;
  }

  void read() throws NotCopied {
    if (tokens.accept("using")) {
      tokens.expect("delimiters");
      delimiter = tokens.string();
    } else if (tokens.accept("delimiters")) {
      delimiter = tokens.string();
    }
    tokens.accept("with");
    if (tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      do {
        named();
      } while (tokens.accept(TokenKind.COMMA));
      if (!tokens.accept(TokenKind.RIGHT_PARENTHESIS)) {
        throw tokens.unclear();
      }
    } else {
      while (!tokens.atEnd() && !"where".equals(tokens.word())) {
        old();
      }
    }
  }

  private void old() throws NotCopied {
    if (tokens.accept("binary")) {
      kind = Kind.BINARY;
    } else if (tokens.accept("csv")) {
      kind = Kind.CSV;
    } else if (tokens.accept("header")) {
      header = true;
    } else if (tokens.accept("delimiter")) {
      delimiter = spelled();
    } else if (tokens.accept("null")) {
      nullText = spelled();
    } else if (tokens.accept("quote")) {
      quote = spelled();
    } else if (tokens.accept("escape")) {
      escape = spelled();
    } else if (tokens.accept("encoding")) {
      encoding = encoding(tokens.string());
    } else if (tokens.accept("force")) {
      forced();
    } else if (tokens.accept("freeze")) {
      throw new NotCopied("COPY with FREEZE");
    } else {
      throw tokens.unclear();
    }
  }

  private String spelled() throws NotCopied {
    tokens.accept("as");
    return tokens.string();
  }

  private void forced() throws NotCopied {
    if (tokens.accept("quote")) {
      columns();
    } else if (tokens.accept("null")) {
      forceNull = columns();
    } else {
      tokens.expect("not");
      tokens.expect("null");
      forceNotNull = columns();
    }
  }

  private Columns columns() throws NotCopied {
    if (tokens.acceptStar()) {
      return Columns.ALL;
    }
    Set<String> names = new HashSet<>();
    do {
      names.add(tokens.name());
    } while (tokens.accept(TokenKind.COMMA));
    return new Columns(false, names);
  }

  private void named() throws NotCopied {
    String name = tokens.name();
    switch (name) {
      case "format" ->
          kind =
              switch (word()) {
                case "text" -> Kind.TEXT;
                case "csv" -> Kind.CSV;
                case "binary" -> Kind.BINARY;
                default -> throw new NotCopied("COPY in a format that is not known");
              };
      case "freeze" -> {
        if (flag(false)) {
          throw new NotCopied("COPY with FREEZE");
        }
      }
      case "delimiter" -> delimiter = word();
      case "null" -> nullText = word();
      case "default" -> defaultText = word();
      case "header" -> header = flag(true);
      case "quote" -> quote = word();
      case "escape" -> escape = word();
      case "encoding" -> encoding = encoding(word());
      case "force_quote" -> {
        var unused = inParentheses();
      }
      case "force_null" -> forceNull = inParentheses();
      case "force_not_null" -> forceNotNull = inParentheses();
      default -> throw new NotCopied("COPY with the option " + name);
    }
  }

  private String word() throws NotCopied {
    return tokens.at(TokenKind.WORD) || tokens.at(TokenKind.QUOTED_IDENTIFIER)
        ? tokens.name()
        : tokens.string();
  }

  private boolean flag(boolean mayMatch) throws NotCopied {
    if (tokens.at(TokenKind.COMMA) || tokens.at(TokenKind.RIGHT_PARENTHESIS)) {
      return true;
    }
    String number = tokens.number();
    String value = number == null ? word().toLowerCase(Locale.ROOT) : number;
    return switch (value) {
      case "true", "on", "1" -> true;
      case "false", "off", "0" -> false;
      case "match" -> {
        if (!mayMatch) {
          throw tokens.unclear();
        }
        yield true;
      }
      default -> throw tokens.unclear();
    };
  }

  private Columns inParentheses() throws NotCopied {
    if (tokens.acceptStar()) {
      return Columns.ALL;
    }
    if (!tokens.accept(TokenKind.LEFT_PARENTHESIS)) {
      throw tokens.unclear();
    }
    Columns found = columns();
    if (!tokens.accept(TokenKind.RIGHT_PARENTHESIS)) {
      throw tokens.unclear();
    }
    return found;
  }

  private static ClientEncoding encoding(String name) throws NotCopied {
    ClientEncoding found = ClientEncoding.of(name);
    if (found == null) {
      throw new NotCopied("COPY with an encoding that is not known");
    }
    return found;
  }

  CopyFormat format() throws NotCopied {
    boolean csv = kind == Kind.CSV;
    byte quotes = character(quote, '"');
    return new CopyFormat(
        kind,
        character(delimiter, csv ? ',' : '\t'),
        plain(nullText == null ? (csv ? "" : "\\N") : nullText),
        quotes,
        character(escape, (char) quotes),
        header,
        forceNull,
        forceNotNull,
        defaultText == null ? null : plain(defaultText),
        encoding);
  }

  private static byte character(@Nullable String given, char usual) throws NotCopied {
    if (given == null) {
      return (byte) usual;
    }
    if (given.length() != 1 || given.charAt(0) > 127) {
      throw new NotCopied("COPY with a delimiter, quote or escape that is no ASCII character");
    }
    return (byte) given.charAt(0);
  }

  private static String plain(String text) throws NotCopied {
    if (text.chars().anyMatch(letter -> letter > 127)) {
      throw new NotCopied("COPY with letters beyond ASCII for NULL or DEFAULT");
    }
    return text;
  }
}
