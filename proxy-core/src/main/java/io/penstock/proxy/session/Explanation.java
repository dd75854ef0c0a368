package io.penstock.proxy.session;

import io.penstock.config.Consistency;
import io.penstock.config.Reads;
import io.penstock.config.RoutingConfig;
import io.penstock.pool.node.NoReplica;
import io.penstock.pool.node.Node;
import io.penstock.pool.node.ReplicaSelector;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.StatementScanner;
import io.penstock.sql.catalog.SearchPath;
import io.penstock.sql.route.LearnedWrites;
import io.penstock.sql.route.RouteDecision;
import io.penstock.sql.route.RouteHint;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.RouteReason;
import io.penstock.sql.route.RoutedText;
import io.penstock.sql.route.SessionMarks;
import io.penstock.sql.route.StatementRoute;
import io.penstock.sql.route.TextNames;
import io.penstock.sql.route.TransactionMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement would go, and why, for a person: any client may ask, so it names nodes and
 * their states, and nothing else of the proxy's surroundings. Immutable; making one takes up to
 * milliseconds, and is not for an event loop.
 *
 * @param parameters the highest parameter number of the statement
 */
public record Explanation(List<Item> items, int parameters) {
  /** So many names of one kind are told, and so much of each. */
  private static final int MOST_NAMES = 50;

  private static final int LONGEST_NAME = 200;

  /** A line of it. */
  public record Item(String name, String value) {}

  /**
   * Where the session's backend is, and why it is kept.
   *
   * @param node its name, or {@code primary}
   * @param because a sentence, without capital and full stop
   */
  public record Holder(String node, String because) {}

  /**
   * What is asked, and by whom.
   *
   * @param hint of the statement and of the session
   * @param writtenLsn what a replica must have replayed for consistency session
   * @param holder where the session's backend is; null while it holds none
   * @param keepsBackend whether the session keeps its backend to its end
   */
  public record Question(
      Readers.Unknown text,
      String user,
      String application,
      TransactionMark transaction,
      RouteHint hint,
      long writtenLsn,
      @Nullable Holder holder,
      boolean keepsBackend) {
    /** What a session asks that has just begun, with the usual settings; in UTF-8. */
    public static Question ofNewSession(byte[] sql, String user) {
      StatementScanner scanner = new StatementScanner();
      var unused = scanner.scan(sql, 0, sql.length, ClientEncoding.UTF8, true);
      return new Question(
          new Readers.Unknown(
              sql,
              ClientEncoding.UTF8,
              true,
              scanner.fingerprintHigh(),
              scanner.fingerprintLow(),
              SessionMarks.of(SearchPath.read(RoutingMarks.USUAL_PATH, user))),
          user,
          "",
          TransactionMark.NONE,
          Routing.hint(scanner.hints()),
          ReplicaSelector.ANY_LSN,
          null,
          false);
    }
  }

  public Explanation {
    items = List.copyOf(items);
  }

  /**
   * Explains, and has the plan know the statement from now on.
   *
   * @param readers null for a database whose statements all go to the primary
   */
  public static Explanation of(@Nullable Readers readers, Question question) {
    Readers.Unknown asked = question.text();
    RoutePlan plan =
        readers == null
            ? new RoutePlan(RoutingConfig.defaults(), null, new LearnedWrites(), null)
            : readers.plan();
    RoutedText text =
        RoutedText.read(
            asked.sql(), 0, asked.sql().length, asked.encoding(), asked.standardStrings());
    StatementRoute known = plan.known(asked.high(), asked.low(), asked.marks());
    StatementRoute route =
        known == null ? plan.classify(asked.high(), asked.low(), text, asked.marks()) : known;
    RouteDecision decision =
        plan.decide(
            route,
            plan.sessionRules(question.user(), question.application()),
            question.transaction(),
            question.hint());
    TextNames names = TextNames.of(text);
    List<Item> items = new ArrayList<>();
    items.add(new Item("class", classOf(route.classification().reason())));
    items.add(new Item("tables", listed(names.tables())));
    items.add(new Item("functions", listed(names.functions())));
    items.add(new Item("rule", decision.rule() == null ? "none" : decision.rule()));
    items.add(new Item("hint", hint(question.hint())));
    new Place(readers, question, decision).describe(items);
    return new Explanation(items, names.parameters());
  }

  private static String classOf(RouteReason reason) {
    if (reason.reads()) {
      return "read";
    }
    return switch (reason) {
      case WRITES, LEARNED, EXPLAIN_ANALYZE -> "write";
      case LOCKS -> "lock";
      case TRANSACTION_CONTROL -> "transaction control";
      case SESSION_EFFECT -> "session effect";
      default -> reason.cautious() ? "not surely a read" : "primary only";
    };
  }

  private static String listed(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String told =
        names.stream().limit(MOST_NAMES).map(Explanation::cut).collect(Collectors.joining(", "));
    return names.size() > MOST_NAMES
        ? told + " and %d more".formatted(names.size() - MOST_NAMES)
        : told;
  }

  private static String cut(String name) {
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
  }

  private static String hint(RouteHint hint) {
    List<String> parts = new ArrayList<>();
    if (hint.route() != null) {
      parts.add(lower(hint.route()));
    }
    if (hint.consistency() != null) {
      parts.add("consistency=" + lower(hint.consistency()));
    }
    if (hint.node() != null) {
      parts.add("node=" + hint.node());
    }
    return listed(parts);
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Where it goes, as the nodes are now. */
  private record Place(@Nullable Readers readers, Question question, RouteDecision decision) {
    void describe(List<Item> items) {
      String route = "primary";
      String reason = sentence(decision);
      Holder holder = question.holder();
      if (readers == null) {
        reason =
            "the database does not route: it has one node, or routing.reads is primary and there"
                + " are no rules; else: "
                + reason;
      } else if (question.keepsBackend()) {
        reason =
            "pool.mode is session, where a client keeps a backend of the primary; else: " + reason;
      } else if (holder != null) {
        route = holder.node();
        reason = holder.because() + "; else: " + reason;
      } else if (!decision.primary()) {
        NoReplica missing = missing(readers);
        if (missing == null) {
          route = readers.config().reads() == Reads.ANY ? "any node" : "replica";
        } else {
          route = readers.config().primaryStandsIn() ? "primary" : "refused";
          reason += ", but no replica can serve it now: " + lower(missing);
        }
      }
      items.add(new Item("route", route));
      items.add(new Item("consistency", lower(decision.consistency())));
      if (readers != null) {
        for (Readers.Candidate node : readers.candidates()) {
          items.add(new Item("node " + node.name(), state(node)));
        }
      }
      items.add(new Item("reason", reason));
    }

    private static String sentence(RouteDecision decision) {
      String sentence = decision.reason().sentence();
      return decision.subject() == null ? sentence : sentence + ": " + cut(decision.subject());
    }

    /** Why no replica can serve it now; null when one can. */
    private @Nullable NoReplica missing(Readers readers) {
      String only = decision.node();
      Node wanted = only == null ? null : readers.node(only);
      boolean usual = decision.maxLag().equals(readers.config().maxLag());
      return readers.choose(
                  0,
                  usual ? ReplicaSelector.USUAL_LAG : decision.maxLag().toNanos(),
                  decision.consistency() == Consistency.SESSION
                      ? question.writtenLsn()
                      : ReplicaSelector.ANY_LSN,
                  wanted == null ? 0 : ~wanted.bit())
              instanceof NoReplica none
          ? none
          : null;
    }

    private static String state(Readers.Candidate node) {
      String text = node.role() + ", " + node.state();
      if (node.lagNanos() >= 0 && !node.role().equals("primary")) {
        text += ", %d ms behind".formatted(TimeUnit.NANOSECONDS.toMillis(node.lagNanos()));
      }
      return text;
    }
  }
}
