package io.penstock.sql.route;

import io.penstock.config.Consistency;
import io.penstock.config.Reads;
import io.penstock.config.RoutingConfig;
import io.penstock.config.RoutingRuleConfig;
import io.penstock.config.RuleRoute;
import io.penstock.sql.Fingerprint;
import io.penstock.sql.catalog.Catalog;
import io.penstock.sql.shard.ShardPlan;
import io.penstock.sql.shard.ShardRoute;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one database routes: its configuration and its catalog, as they are now. What names mean and
 * which rules match is found once for each statement; the rest is a few comparisons, and allocates
 * only where a hint asks for something. A new catalog or configuration makes a new plan. For any
 * thread.
 */
public final class RoutePlan {
  private static final int SETS = 2048;

  private final RoutingConfig config;
  private final @Nullable Catalog catalog;
  private final RoutingRules rules;
  private final ReadClassifier classifier;
  private final LearnedWrites learned;
  private final @Nullable ShardPlan shards;
  private final RouteCache cache = new RouteCache(SETS);

  /** By rule, the last for none: what a read gets, and the same because of other things. */
  private final RouteDecision[] reads;

  private final RouteDecision[] ruled;
  private final RouteDecision[] readOnly;

  private final RouteDecision inTransaction;
  private final RouteDecision serializable;

  /**
   * A plan.
   *
   * @param catalog null while it is not loaded
   * @param shards of the same catalog; null if the database is not sharded
   */
  public RoutePlan(
      RoutingConfig config,
      @Nullable Catalog catalog,
      LearnedWrites learned,
      @Nullable ShardPlan shards) {
    this.config = config;
    this.catalog = catalog;
    this.rules = new RoutingRules(config.rules());
    this.classifier = new ReadClassifier(catalog);
    this.learned = learned;
    this.shards = shards;
    this.reads = new RouteDecision[rules.size() + 1];
    this.ruled = new RouteDecision[rules.size() + 1];
    this.readOnly = new RouteDecision[rules.size() + 1];
    for (int index = 0; index <= rules.size(); index++) {
      RoutingRule rule = index < rules.size() ? rules.rule(index) : null;
      reads[index] = prepared(rule, RouteReason.READ, config.reads() == Reads.PRIMARY);
      readOnly[index] =
          prepared(rule, RouteReason.READ_ONLY_TRANSACTION, config.reads() == Reads.PRIMARY);
      ruled[index] = prepared(rule, RouteReason.RULE_REPLICA, false);
    }
    this.inTransaction = primary(RouteReason.IN_TRANSACTION, null, null);
    this.serializable = primary(RouteReason.SERIALIZABLE, null, null);
  }

  private RouteDecision prepared(
      @Nullable RoutingRule rule, RouteReason reason, boolean primaryOnly) {
    RoutingRuleConfig says = rule == null ? null : rule.config();
    String name = rule == null ? null : rule.name();
    if (says != null && says.route() == RuleRoute.PRIMARY) {
      return primary(RouteReason.RULE_PRIMARY, null, name);
    }
    if (primaryOnly) {
      return primary(RouteReason.READS_TO_PRIMARY, null, null);
    }
    return read(RouteHint.NONE, rule, reason);
  }

  private static RouteDecision primary(
      RouteReason reason, @Nullable String subject, @Nullable String rule) {
    return new RouteDecision(
        RouteDecision.Target.PRIMARY,
        Consistency.STRONG,
        Duration.ZERO,
        null,
        null,
        reason,
        subject,
        rule);
  }

  private RouteDecision read(RouteHint hint, @Nullable RoutingRule rule, RouteReason reason) {
    RoutingRuleConfig says = rule == null ? null : rule.config();
    Consistency consistency =
        hint.consistency() != null
            ? hint.consistency()
            : says != null && says.consistency() != null
                ? says.consistency()
                : config.consistency();
    String name = rule == null ? null : rule.name();
    if (consistency == Consistency.STRONG) {
      return primary(RouteReason.STRONG_CONSISTENCY, null, name);
    }
    return new RouteDecision(
        RouteDecision.Target.READ,
        consistency,
        says != null && says.maxLag() != null ? says.maxLag() : config.maxLag(),
        says != null && says.zone() != null ? says.zone() : config.zone(),
        hint.node(),
        reason,
        null,
        name);
  }

  /** The bits of the rules that match a session: found again when its application_name changes. */
  public long sessionRules(String user, String application) {
    return rules.session(user, application);
  }

  /** What is known of a statement, by the halves of its fingerprint; null if it is not. */
  public @Nullable StatementRoute known(long high, long low, SessionMarks marks) {
    return cache.get(high, low, marks);
  }

  /** What a text is, kept for the next time. */
  public StatementRoute classify(long high, long low, RoutedText text, SessionMarks marks) {
    Fingerprint fingerprint = new Fingerprint(high, low);
    Classification classification =
        learned.contains(fingerprint)
            ? Classification.of(RouteReason.LEARNED)
            : classifier.classify(text, marks);
    long matching = rules.statement(fingerprint, text.facts(), catalog, marks.path());
    RouteDecision primary = primary(classification.reason(), classification.subject(), null);
    ShardRoute shard = shards == null ? null : shards.route(text, marks);
    StatementRoute route = new StatementRoute(classification, matching, primary, shard);
    cache.put(high, low, marks, route);
    return route;
  }

  /** A text made {@link #classify} fail: nobody is to try again, nor to believe that it reads. */
  public void giveUp(long high, long low, SessionMarks marks) {
    RouteReason reason = RouteReason.UNPARSED;
    ShardRoute shard =
        shards == null
            ? null
            : new ShardRoute.Refused(reason.sentence(), "Write it with plainer SQL.");
    RouteDecision primary = primary(reason, null, null);
    cache.put(high, low, marks, new StatementRoute(Classification.of(reason), 0, primary, shard));
  }

  /** A replica has refused a statement as a write, with 25006. */
  public void learn(long high, long low) {
    learned.learn(new Fingerprint(high, low));
    cache.forget(high, low);
  }

  /**
   * Where a statement goes; for the first statement of a transaction, where all of it goes.
   *
   * @param sessionRules see {@link #sessionRules}
   */
  public RouteDecision decide(
      StatementRoute statement, long sessionRules, TransactionMark transaction, RouteHint hint) {
    switch (transaction) {
      case READ_WRITE -> {
        return inTransaction;
      }
      case SERIALIZABLE -> {
        return serializable;
      }
      case NONE, READ_ONLY -> {}
    }
    Classification is = statement.classification();
    if (!is.reads() && !is.reason().cautious()) {
      return statement.primary();
    }
    int rule = Math.min(Long.numberOfTrailingZeros(statement.rules() & sessionRules), rules.size());
    if (!hint.empty()) {
      return hinted(statement, rule, transaction, hint);
    }
    boolean placed = rule < rules.size() && rules.rule(rule).config().route() != null;
    if (placed) {
      return ruled[rule];
    }
    if (transaction == TransactionMark.READ_ONLY) {
      return readOnly[rule];
    }
    return is.reads() ? reads[rule] : statement.primary();
  }

  private RouteDecision hinted(
      StatementRoute statement, int index, TransactionMark transaction, RouteHint hint) {
    RoutingRule rule = index < rules.size() ? rules.rule(index) : null;
    if (hint.route() == RuleRoute.PRIMARY) {
      return primary(RouteReason.HINT_PRIMARY, null, null);
    }
    if (hint.node() != null) {
      return read(hint, rule, RouteReason.HINT_NODE);
    }
    if (hint.route() == RuleRoute.REPLICA) {
      return read(hint, rule, RouteReason.HINT_REPLICA);
    }
    RouteDecision unhinted =
        decide(statement, index < rules.size() ? 1L << index : 0, transaction, RouteHint.NONE);
    boolean strong = unhinted.reason() == RouteReason.STRONG_CONSISTENCY;
    if (unhinted.primary() && !strong) {
      return unhinted;
    }
    return read(hint, rule, strong ? RouteReason.READ : unhinted.reason());
  }

  /** The configuration that this plan is of. */
  public RoutingConfig config() {
    return config;
  }

  /** Where statements find their shards; null if the database is not sharded. */
  public @Nullable ShardPlan shards() {
    return shards;
  }

  /** The catalog that this plan is of; null while it is not loaded. */
  public @Nullable Catalog catalog() {
    return catalog;
  }
}
