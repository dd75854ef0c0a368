package io.penstock.sql.shard;

import io.penstock.sql.Verb;
import io.penstock.sql.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command that is not in the grammar, as far as it tells which schemas it is about.
 *
 * @param names what it works on
 * @param creates whether that is made by it
 * @param ofSchema whether it is about schemas themselves, and looks for no names
 * @param obstacle why it is not served all the same; null if it is
 * @param hint what to write instead of that
 */
record SchemaCommand(
    List<Name> names, boolean creates, boolean ofSchema, @Nullable String obstacle, String hint) {
  private static final Set<String> RELATIONS = Set.of("table", "view", "sequence");
  private static final Set<String> KINDS =
      Set.of("table", "view", "sequence", "index", "type", "domain", "function", "procedure");

  /** A schema, or something in one; the schema is null where none is written. */
  record Name(@Nullable String schema, String name) {}

  /** Null if it is not understood, or works on nothing that is in a schema. */
  static @Nullable SchemaCommand read(Verb verb, List<Word> words) {
    Reader reader = new Reader(words);
    reader.skip();
    return switch (verb) {
      case CREATE -> reader.create();
      case ALTER -> reader.alter();
      case DROP -> reader.drop();
      case TRUNCATE, LOCK -> {
        reader.may("table");
        yield of(reader.list(false));
      }
      case ANALYZE, VACUUM -> {
        reader.parentheses();
        for (String option : List.of("full", "freeze", "verbose", "analyze")) {
          reader.may(option);
        }
        yield of(reader.list(false));
      }
      case CLUSTER -> of(reader.list(false));
      case REFRESH -> reader.refresh();
      case REINDEX -> reader.reindex();
      case COMMENT -> reader.pass("on") ? reader.comment() : null;
      case GRANT, REVOKE -> reader.grant();
      case COPY -> reader.copy();
      case SET -> reader.set();
      default -> null;
    };
  }

  private static @Nullable SchemaCommand of(@Nullable List<Name> names) {
    return names == null || names.isEmpty()
        ? null
        : new SchemaCommand(names, false, false, null, "");
  }

  private SchemaCommand but(@Nullable String what, String instead) {
    return what == null ? this : new SchemaCommand(names, creates, ofSchema, what, instead);
  }

  /** Reads word by word. */
  private static final class Reader {
    private final List<Word> words;
    private int at;

    Reader(List<Word> words) {
      this.words = words;
    }

    private Word word() {
      return at < words.size() ? words.get(at) : new Word(Word.Kind.OTHER, "");
    }

    private boolean atEnd() {
      return at >= words.size();
    }

    void skip() {
      at++;
    }

    boolean pass(String keyword) {
      boolean there = word().is(keyword);
      at += there ? 1 : 0;
      return there;
    }

    /** Passes over a keyword that may be there. */
    void may(String keyword) {
      at += word().is(keyword) ? 1 : 0;
    }

    void parentheses() {
      int depth = 0;
      while (!atEnd() && (depth > 0 || word().kind() == Word.Kind.OPEN)) {
        depth += word().kind() == Word.Kind.OPEN ? 1 : 0;
        depth -= word().kind() == Word.Kind.CLOSE ? 1 : 0;
        at++;
      }
    }

    private void ifExists() {
      if (pass("if")) {
        may("not");
        may("exists");
      }
    }

    /** The parts of a dotted name; empty if there is none. */
    private List<String> parts() {
      List<String> parts = new ArrayList<>();
      while (word().isName()) {
        parts.add(word().text());
        at++;
        if (word().kind() != Word.Kind.DOT) {
          return parts;
        }
        at++;
      }
      return List.of();
    }

    private @Nullable Name name() {
      List<String> parts = parts();
      return switch (parts.size()) {
        case 1 -> parts.getFirst().equals("all") ? null : new Name(null, parts.getFirst());
        case 2 -> new Name(parts.get(0), parts.get(1));
        default -> null;
      };
    }

    /** Names with commas between; null if there is something else. */
    private @Nullable List<Name> list(boolean written) {
      List<Name> names = new ArrayList<>();
      do {
        may("only");
        Name name = name();
        if (name == null || (written && name.schema() == null)) {
          return null;
        }
        names.add(name);
        parentheses();
        if (!atEnd() && word().kind() == Word.Kind.OTHER) {
          at++; // The * of a table with what inherits from it.
        }
      } while (passComma());
      return names;
    }

    private boolean passComma() {
      boolean comma = word().kind() == Word.Kind.COMMA;
      at += comma ? 1 : 0;
      return comma;
    }

    @Nullable SchemaCommand refresh() {
      if (!pass("materialized") || !pass("view")) {
        return null;
      }
      may("concurrently");
      return of(list(false));
    }

    private @Nullable List<Name> schemas() {
      List<Name> names = new ArrayList<>();
      do {
        List<String> parts = parts();
        if (parts.size() != 1) {
          return null;
        }
        names.add(new Name(parts.getFirst(), ""));
      } while (passComma());
      return names;
    }

    private static @Nullable SchemaCommand ofSchemas(@Nullable List<Name> names) {
      return names == null ? null : new SchemaCommand(names, false, true, null, "");
    }

    /** What stands behind the first ON: the table of an index, a trigger or a policy. */
    private @Nullable SchemaCommand on() {
      while (!atEnd() && !word().is("on")) {
        at++;
      }
      return pass("on") ? of(one()) : null;
    }

    private @Nullable List<Name> one() {
      may("only");
      Name name = name();
      return name == null ? null : List.of(name);
    }

    @Nullable SchemaCommand create() {
      boolean materialized = false;
      while (word().is("or")
          || word().is("replace")
          || word().is("unlogged")
          || word().is("unique")
          || word().is("recursive")
          || word().is("constraint")
          || word().is("materialized")) {
        materialized |= word().is("materialized");
        at++;
      }
      String kind = word().kind() == Word.Kind.PLAIN ? word().text() : "";
      at++;
      switch (kind) {
        case "schema" -> {
          ifExists();
          if (word().is("authorization")) {
            return null;
          }
          SchemaCommand schema = ofSchemas(schemas());
          if (pass("authorization")) {
            at++;
          }
          return schema == null
              ? null
              : schema.but(
                  atEnd() ? null : "CREATE SCHEMA with more than its name",
                  "Make what is in it with statements of their own.");
        }
        case "index", "trigger", "policy" -> {
          return on();
        }
        default -> {}
      }
      if (!KINDS.contains(kind)) {
        return null;
      }
      ifExists();
      Name made = name();
      if (made == null) {
        return null;
      }
      boolean reads = materialized || (kind.equals("table") && hasAs());
      List<Name> all = new ArrayList<>(List.of(made));
      return kind.equals("table") && !parents(all)
          ? null
          : new SchemaCommand(all, true, false, null, "")
              .but(
                  reads ? (materialized ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS") : null,
                  "Write CREATE TABLE with columns, then INSERT … SELECT.");
    }

    private boolean hasAs() {
      int depth = 0;
      for (Word word : words) {
        depth += word.kind() == Word.Kind.OPEN ? 1 : 0;
        depth -= word.kind() == Word.Kind.CLOSE ? 1 : 0;
        if (depth == 0 && word.is("as")) {
          return true;
        }
      }
      return false;
    }

    /** Adds the tables that it becomes a part of, or that become a part of it. */
    private boolean parents(List<Name> names) {
      while (!atEnd()) {
        boolean partition =
            word().is("partition")
                && (words.get(at - 1).is("attach")
                    || (at + 1 < words.size() && words.get(at + 1).is("of")));
        boolean part = partition || word().is("inherits") || word().is("inherit");
        at++;
        if (!part) {
          continue;
        }
        may("of");
        boolean several = word().kind() == Word.Kind.OPEN;
        at += several ? 1 : 0;
        List<Name> more = list(false);
        if (more == null) {
          return false;
        }
        names.addAll(more);
      }
      return true;
    }

    @Nullable SchemaCommand alter() {
      may("materialized");
      String kind = word().kind() == Word.Kind.PLAIN ? word().text() : "";
      at++;
      if (kind.equals("schema")) {
        SchemaCommand schema = ofSchemas(schemas());
        return schema == null
            ? null
            : schema.but(
                word().is("owner") ? null : "ALTER SCHEMA … RENAME",
                "A schema does not change its shard: dump it, and restore it with its new name.");
      }
      if (kind.equals("trigger") || kind.equals("policy")) {
        return on();
      }
      if (!KINDS.contains(kind)) {
        return null;
      }
      ifExists();
      List<Name> changed = one();
      if (changed == null || (!RELATIONS.contains(kind) && changed.getFirst().schema() == null)) {
        return null;
      }
      boolean moves = false;
      for (int next = at; next + 1 < words.size(); next++) {
        moves |= words.get(next).is("set") && words.get(next + 1).is("schema");
      }
      List<Name> all = new ArrayList<>(changed);
      SchemaCommand command = parents(all) ? of(all) : null;
      return command == null
          ? null
          : command.but(
              moves ? "SET SCHEMA" : null, "Make it there, and copy its rows with INSERT.");
    }

    @Nullable SchemaCommand drop() {
      may("materialized");
      String kind = word().kind() == Word.Kind.PLAIN ? word().text() : "";
      at++;
      may("concurrently");
      if (kind.equals("schema")) {
        ifExists();
        return ofSchemas(schemas());
      }
      if (kind.equals("trigger") || kind.equals("policy")) {
        return on();
      }
      ifExists();
      return KINDS.contains(kind) ? of(list(!RELATIONS.contains(kind))) : null;
    }

    @Nullable SchemaCommand reindex() {
      parentheses();
      if (pass("schema")) {
        may("concurrently");
        return ofSchemas(schemas());
      }
      boolean table = pass("table");
      if (!table && !pass("index")) {
        return null;
      }
      may("concurrently");
      return of(list(!table));
    }

    @Nullable SchemaCommand comment() {
      may("materialized");
      String kind = word().kind() == Word.Kind.PLAIN ? word().text() : "";
      at++;
      if (kind.equals("schema")) {
        return ofSchemas(schemas());
      }
      if (kind.equals("column")) {
        List<String> parts = parts();
        return switch (parts.size()) {
          case 2 -> of(List.of(new Name(null, parts.get(0))));
          case 3 -> of(List.of(new Name(parts.get(0), parts.get(1))));
          default -> null;
        };
      }
      return KINDS.contains(kind) ? of(list(!RELATIONS.contains(kind))) : null;
    }

    @Nullable SchemaCommand grant() {
      while (!atEnd() && !word().is("on")) {
        at++;
      }
      if (!pass("on")) {
        return null;
      }
      SchemaCommand found;
      if (pass("all")) {
        at++;
        found = pass("in") && pass("schema") ? ofSchemas(schemas()) : null;
      } else if (pass("schema")) {
        found = ofSchemas(schemas());
      } else if (pass("function") || pass("procedure") || pass("type")) {
        found = of(list(true));
      } else {
        may("table");
        may("sequence");
        found = of(list(false));
      }
      return word().is("to") || word().is("from") ? found : null;
    }

    /** The schemas of a search_path that is set, but for those in quotes of a text. */
    @Nullable SchemaCommand set() {
      may("session");
      may("local");
      if (!pass("search_path")) {
        return null;
      }
      at++;
      return ofSchemas(schemas());
    }

    @Nullable SchemaCommand copy() {
      may("binary");
      List<Name> table = one();
      parentheses();
      boolean ofClient = pass("from") ? word().is("stdin") : pass("to") && word().is("stdout");
      SchemaCommand command = of(table);
      return command == null
          ? null
          : command.but(
              ofClient ? null : "COPY with a file or a program of the server",
              "Use FROM STDIN or TO STDOUT.");
    }
  }
}
