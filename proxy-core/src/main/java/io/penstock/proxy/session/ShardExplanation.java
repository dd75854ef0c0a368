package io.penstock.proxy.session;

import io.penstock.proxy.session.Explanation.Item;
import io.penstock.sql.route.RoutePlan;
import io.penstock.sql.route.RoutedText;
import io.penstock.sql.route.StatementRoute;
import io.penstock.sql.scatter.Gather;
import io.penstock.sql.scatter.Part;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.sql.scatter.SplitRows;
import io.penstock.sql.shard.KeyReader;
import io.penstock.sql.shard.ShardChoice;
import io.penstock.sql.shard.ShardPlan;
import io.penstock.sql.shard.ShardRoute;
import io.penstock.sql.shard.TextKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which shards would answer a statement, and how, for the client that asks. Making one takes up to
 * milliseconds, and is not for an event loop.
 */
final class ShardExplanation {
  private static final String SHARDS = "shards";
  private static final String BECAUSE = "because";
  private static final String HINT = "hint";
  private static final Pattern PARAMETER = Pattern.compile("\\$([0-9]{1,5})");
  private static final String ASKED = "each shard is asked";
  private static final String TOGETHER = "carried out";

  private final Shards shards;
  private final Readers.Unknown text;
  private final ShardPlan plan;
  private final List<Item> items = new ArrayList<>();

  private ShardExplanation(Shards shards, RoutePlan plan, Readers.Unknown text) {
    this.shards = shards;
    this.text = text;
    this.plan = Objects.requireNonNull(plan.shards(), "a plan of shards");
  }

  static List<Item> of(Shards shards, Readers.Unknown text) {
    RoutePlan plan = shards.plan();
    ShardExplanation made = new ShardExplanation(shards, plan, text);
    made.explain(route(plan, text));
    return made.items;
  }

  private static ShardRoute route(RoutePlan plan, Readers.Unknown text) {
    StatementRoute known = plan.known(text.high(), text.low(), text.marks());
    if (known == null) {
      RoutedText read =
          RoutedText.read(
              text.sql(), 0, text.sql().length, text.encoding(), text.standardStrings());
      known = plan.classify(text.high(), text.low(), read, text.marks());
    }
    return Objects.requireNonNull(known.shard(), "a route among shards");
  }

  private void explain(ShardRoute route) {
    switch (route) {
      case ShardRoute.Anywhere(ShardRoute.Where where) -> {
        add(
            SHARDS,
            switch (where) {
              case ANY -> "any one";
              case HERE -> "the one that serves the session, else " + shards.name(0);
              case FIRST -> shards.name(0);
            });
        add(BECAUSE, "no sharded table is used");
      }
      case ShardRoute.Keyed keyed -> keyed(keyed);
      case ShardRoute.Several(ShardRoute.Refused alone, boolean changes) -> {
        add(SHARDS, names(changes ? shards.map().withRows() : all()));
        add(BECAUSE, alone.sentence());
        several(null);
      }
      case ShardRoute.Refused(String sentence, String hint) -> refused(sentence, hint);
      case ShardRoute.NotYet notYet ->
          refused("the tables are not known yet", "Ask again in a moment.");
    }
  }

  private void keyed(ShardRoute.Keyed keyed) {
    TextKeys keys =
        new KeyReader()
            .read(keyed, text.sql(), 0, text.sql().length, text.encoding(), text.standardStrings());
    if (keys.hasParameters()) {
      add(SHARDS, "those of its parameters");
      add(BECAUSE, "it has keys");
      return;
    }
    switch (keys.place(shards.map(), null, text.encoding())) {
      case ShardChoice.Shard(int index) -> {
        add(SHARDS, shards.name(index));
        add(BECAUSE, "its keys are there");
      }
      case ShardChoice.Several(int[] on, ShardChoice.Refused alone, int[] rows) -> {
        add(SHARDS, names(on));
        add(BECAUSE, alone.sentence());
        several(rows);
      }
      case ShardChoice.Held(int before) -> {
        add(SHARDS, shards.name(before) + ", or the one that its keys are moving to");
        add(BECAUSE, "its keys are on the move: it waits until they have arrived");
      }
      case ShardChoice.Refused(String sentence, String hint) -> refused(sentence, hint);
    }
  }

  private int[] all() {
    return IntStream.range(0, shards.count()).toArray();
  }

  private void several(int @Nullable [] rows) {
    switch (plan.scatter(text.sql(), text.encoding(), text.standardStrings(), text.marks())) {
      case ScatterPlan.Stream stream -> {
        add("rows", stream.order().isEmpty() ? "passed on as they come" : "merged in order");
        add(ASKED, stream.part());
      }
      case Gather gather -> {
        add("rows", "collected, and finished by PostgreSQL on one shard");
        for (Part part : gather.parts()) {
          add(
              part.feeds().isEmpty() ? ASKED : "then each shard is asked",
              part.sql(parameters(), part.feeds()));
        }
      }
      case ScatterPlan.CopyOut(String sql, var format) -> {
        add("rows", "passed on as they come");
        add(ASKED, sql);
      }
      case ScatterPlan.CopyIn(String sql, var format, var target) -> {
        add("rows", target.key().isEmpty() ? "sent to all" : "sent to the shards of their keys");
        add(ASKED, sql);
      }
      case ScatterPlan.Change change when shards.twoPhase() == null -> {
        items.clear();
        refused("it changes several shards", "Name the key, or set sharding.two-phase.");
      }
      case ScatterPlan.OwnRows own -> {
        add(TOGETHER, "one after the other, in one transaction");
        add(ASKED, "the statement itself, for rows of its own");
      }
      case ScatterPlan.Everywhere everywhere -> {
        items.set(0, new Item(SHARDS, names(all())));
        add(TOGETHER, "one after the other, in one transaction");
        add(ASKED, "the statement itself; all must have the same to tell");
      }
      case SplitRows split -> {
        String order = split.ordered() ? "at once" : "one after the other";
        add(TOGETHER, order + ", in one transaction");
        split(split, rows);
      }
      case ScatterPlan.Refused(String sentence, String hint) -> {
        items.clear();
        refused(sentence, hint);
      }
    }
  }

  /** How many there are, at most: in a literal there may be what looks like one. */
  private int parameters() {
    return PARAMETER
        .matcher(new String(text.sql(), text.encoding().charset()))
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .max()
        .orElse(0);
  }

  private void split(SplitRows split, int @Nullable [] rows) {
    if (rows == null || rows.length != split.rows().size()) {
      add(ASKED, "to insert its own rows");
      return;
    }
    for (int shard : Arrays.stream(rows).sorted().distinct().toArray()) {
      BitSet here = new BitSet();
      for (int row = 0; row < rows.length; row++) {
        here.set(row, rows[row] == shard);
      }
      add(
          shards.name(shard) + " is asked",
          new String(split.text(here), text.encoding().charset()));
    }
  }

  private void refused(String sentence, String hint) {
    add(SHARDS, "none: it is refused");
    add(BECAUSE, sentence);
    add(HINT, hint);
  }

  private String names(int[] numbers) {
    return Arrays.stream(numbers).mapToObj(shards::name).collect(Collectors.joining(", "));
  }

  private void add(String name, String value) {
    items.add(new Item(name, value));
  }
}
