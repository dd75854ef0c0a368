package io.penstock.sql.shard;

import io.penstock.sql.ClientEncoding;
import io.penstock.sql.LiteralSlots;
import io.penstock.sql.Script;
import io.penstock.sql.StatementScanner;
import io.penstock.sql.Verb;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.facts.Facts;
import io.penstock.sql.facts.ParseResult;
import io.penstock.sql.facts.StatementFacts;
import io.penstock.sql.facts.StatementParser;
import io.penstock.sql.facts.TableUse;
import io.penstock.sql.facts.Word;
import io.penstock.sql.route.RoutedText;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.route.Utility;
import io.penstock.sql.scatter.Asked;
import io.penstock.sql.scatter.ChangePlanner;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.scatter.ScatterPlanner;
import io.penstock.sql.scatter.SqlText;
import io.penstock.sql.shard.ShardRoute.Where;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one sharded database finds the shard of a statement: its configuration and its catalog, as
 * they are now. What is not proven to be right on one shard is refused. Immutable, for any thread.
 */
public final class ShardPlan {
  private static final String NOT_SERVED = "Do that on every shard with a connection of its own.";

  private final ShardMap map;
  private final @Nullable StatementShards statements;

  /**
   * A plan.
   *
   * @param catalog of the first shard, as that of all; null while it is not loaded
   */
  public ShardPlan(ShardMap map, @Nullable Catalog catalog) {
    this.map = map;
    this.statements = catalog == null ? null : new StatementShards(map, catalog);
  }

  /** Where the keys live. */
  public ShardMap map() {
    return map;
  }

  /** The route of a text: takes some microseconds; kept with what else is known of it. */
  public ShardRoute route(RoutedText text, SessionMarks marks) {
    return switch (text) {
      case RoutedText.Command(Utility.Shows shows) -> ShardRoute.Anywhere.HERE;
      case RoutedText.Command(Utility.CopiesOut(TableUse table)) -> copy(table, marks);
      case RoutedText.Command(Utility.CopiesIn(TableUse table)) -> copy(table, marks);
      case RoutedText.Command(Utility utility) ->
          new ShardRoute.Refused("COPY of a file of the server", copyHint());
      case RoutedText.Queries(Facts facts) -> {
        try {
          yield route(facts, marks);
        } catch (NotOnOneShard e) {
          yield e.refused();
        }
      }
    };
  }

  private ShardRoute copy(TableUse table, SessionMarks marks) {
    if (statements == null) {
      return ShardRoute.NotYet.INSTANCE;
    }
    try {
      ShardRoute ofSchema = statements.copies(table, marks);
      return ofSchema == null ? new CopyShards(statements).route(table, marks) : ofSchema;
    } catch (NotOnOneShard e) {
      return e.refused();
    }
  }

  /**
   * How several shards together answer a text whose route is {@link ShardRoute.Several}, or {@link
   * ShardRoute.Keyed} with values of several shards. Takes tens to hundreds of microseconds, and is
   * not for an event loop.
   */
  public ScatterPlan scatter(
      byte[] sql, ClientEncoding encoding, boolean standardStrings, SessionMarks marks) {
    Script script = new StatementScanner().scan(sql, 0, sql.length, encoding, standardStrings);
    if (statements == null || script.count() != 1) {
      return new ScatterPlan.Refused(
          statements == null
              ? "the catalog is not loaded yet"
              : "several statements in one text, not all for one shard",
          "Send the statements one by one.");
    }
    int start = script.plain() ? 0 : script.statements().getFirst().start();
    int end = script.plain() ? sql.length : script.statements().getFirst().end();
    SqlText text = new SqlText(sql, start, end, encoding, standardStrings);
    ParseResult parsed = StatementParser.parse(sql, start, end - start, encoding, standardStrings);
    try {
      return switch (parsed) {
        case ParseResult.Unparsed unparsed when ShardCommands.are(unparsed.verb()) ->
            marks.temporary()
                ? new ScatterPlan.Refused(
                    "this session may have temporary tables, whose names hide others",
                    "Use a session without them.")
                : new ShardCommands(map, text.words()).plan(unparsed.verb());
        case ParseResult.Unparsed(Verb verb, String why, List<Word> words) ->
            verb == Verb.COPY
                ? new CopyShards(statements).plan(sql, start, end, encoding, standardStrings, marks)
                : new ScatterPlan.Refused(
                    "the statement is no query that several shards can answer: " + why,
                    "Write it with plainer SQL, or with the key.");
        case ParseResult.Parsed(StatementFacts facts) -> {
          Asked asked =
              statements.asked(
                  facts,
                  LiteralSlots.of(sql, 0, sql.length, encoding, standardStrings),
                  start,
                  marks,
                  text);
          yield SharedReads.isChange(facts)
              ? ChangePlanner.plan(asked)
              : ScatterPlanner.plan(asked);
        }
      };
    } catch (NotOnOneShard e) {
      return new ScatterPlan.Refused(e.refused().sentence(), e.refused().hint());
    }
  }

  private static String copyHint() {
    return "Use COPY … TO STDOUT and COPY … FROM STDIN, as \\copy of psql does.";
  }

  private ShardRoute route(Facts facts, SessionMarks marks) throws NotOnOneShard {
    Set<KeyUse> uses = new LinkedHashSet<>();
    Where where = facts.statements().isEmpty() ? Where.HERE : Where.ANY;
    boolean sets = false;
    for (int at = 0; at < facts.statements().size(); at++) {
      ParseResult statement = facts.statements().get(at);
      switch (statement) {
        case ParseResult.Unparsed(Verb verb, String why, List<Word> words) -> {
          if (statements == null && map.placesSchemas() && mayName(verb, words)) {
            return ShardRoute.NotYet.INSTANCE;
          }
          ShardRoute ofSchemas = statements == null ? null : statements.route(verb, words, marks);
          if (ofSchemas instanceof ShardRoute.Keyed(List<KeyUse> schemas)) {
            uses.addAll(schemas);
          } else if (statements != null && statements.mayBeOfSchemas(words, marks)) {
            throw new NotOnOneShard(
                verb + " may concern a schema that lives on one shard, and is not understood",
                "Name what it is about with its schema, by plainer commands; or have search_path"
                    + " name no such schema.");
          } else if (facts.statements().size() == 1 && ShardCommands.are(verb)) {
            return statements == null
                ? ShardRoute.NotYet.INSTANCE
                : new ShardRoute.Several(
                    new ShardRoute.Refused(verb + " concerns every shard", NOT_SERVED), true);
          } else {
            where = where.or(where(verb, why));
          }
          sets |=
              facts.statements().size() > 1
                  && (verb == Verb.SET || verb == Verb.RESET || verb == Verb.DISCARD);
        }
        case ParseResult.Parsed(StatementFacts parsed) -> {
          switch (parsed(parsed, facts, facts.starts().get(at), marks)) {
            case ShardRoute.Anywhere(Where ofStatement) -> where = where.or(ofStatement);
            case ShardRoute.Keyed(List<KeyUse> more) -> uses.addAll(more);
            case ShardRoute.Refused refused -> {
              return refused;
            }
            case ShardRoute.Several several -> {
              return facts.statements().size() == 1 ? several : several.alone();
            }
            case ShardRoute.NotYet notYet -> {
              return notYet;
            }
          }
        }
      }
    }
    if (uses.isEmpty()) {
      return new ShardRoute.Anywhere(where);
    }
    if (where == Where.FIRST) {
      throw new NotOnOneShard(
          "its statements belong on different shards: one has keys, another is for the first shard",
          "Send the statements one by one.");
    }
    if (sets) {
      throw new NotOnOneShard(
          "it has SET, RESET or DISCARD beside statements with keys: what names mean may change"
              + " between them",
          "Send those in a text of their own, before.");
    }
    return new ShardRoute.Keyed(List.copyOf(uses));
  }

  /** Whether it may be about schemas, and has no other way to go. */
  private static boolean mayName(Verb verb, List<Word> words) {
    return verb != Verb.SET && !words.isEmpty();
  }

  private ShardRoute parsed(StatementFacts facts, Facts text, int start, SessionMarks marks)
      throws NotOnOneShard {
    if (statements != null) {
      return statements.route(facts, text.literals(), start, marks);
    }
    boolean nameless =
        facts.tables().isEmpty()
            && facts.functions().isEmpty()
            && facts.operators().isEmpty()
            && facts.types().isEmpty()
            && facts.attributes().isEmpty();
    return nameless ? ShardRoute.Anywhere.HERE : ShardRoute.NotYet.INSTANCE;
  }

  private static Where where(Verb verb, String why) throws NotOnOneShard {
    return switch (verb) {
      case LISTEN, UNLISTEN, NOTIFY -> Where.FIRST;
      case BEGIN,
          COMMIT,
          ROLLBACK,
          SAVEPOINT,
          RELEASE,
          SET,
          RESET,
          SHOW,
          DEALLOCATE,
          DISCARD,
          FETCH,
          MOVE,
          CLOSE ->
          Where.HERE;
      case SELECT, INSERT, UPDATE, DELETE, MERGE, WITH, VALUES, TABLE, EXPLAIN, UNKNOWN ->
          throw new NotOnOneShard(
              "the statement is not understood: " + why,
              "Write it with plainer SQL, or send it to the shard itself.");
      case COPY -> throw new NotOnOneShard("COPY of a file or program of the server", copyHint());
      case PREPARE, EXECUTE ->
          throw new NotOnOneShard(
              verb + " as SQL",
              "Prepare with the extended protocol, as drivers do; PREPARE TRANSACTION is not"
                  + " served.");
      case DECLARE ->
          throw new NotOnOneShard(
              "DECLARE of a cursor", "Fetch in parts with the extended protocol, as drivers do.");
      case LOCK ->
          throw new NotOnOneShard("LOCK TABLE", "Lock rows with SELECT … FOR UPDATE and the key.");
      case DO, CALL ->
          throw new NotOnOneShard(
              verb + " may read and write any table", "Send the statements themselves.");
      case LOAD,
          CREATE,
          ALTER,
          DROP,
          TRUNCATE,
          COMMENT,
          GRANT,
          REVOKE,
          REASSIGN,
          SECURITY,
          IMPORT,
          ANALYZE,
          VACUUM,
          CLUSTER,
          REINDEX,
          REFRESH,
          CHECKPOINT ->
          throw new NotOnOneShard(verb + " concerns every shard", NOT_SERVED);
    };
  }
}
