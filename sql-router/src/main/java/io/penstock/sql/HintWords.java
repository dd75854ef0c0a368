package io.penstock.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers hints, word for word. Of two words that contradict each other the first counts. */
final class HintWords {
  private static final int MOST_UNKNOWN = 16;
  private static final int LONGEST_UNKNOWN = 64;
  private static final int LONGEST_NUMBER = 9;

  private Hints.@Nullable Route route;
  private Hints.@Nullable Consistency consistency;
  private @Nullable String node;
  private @Nullable Long cacheMillis;
  private @Nullable String shard;
  private final List<String> unknown = new ArrayList<>();

  /** Reads what a comment says after {@code penstock:}. Commas and white space divide words. */
  void read(String text) {
    int at = 0;
    while (at < text.length()) {
      int start = at;
      while (at < text.length() && !divides(text.charAt(at))) {
        at++;
      }
      if (at > start) {
        word(text.substring(start, at));
      }
      at++;
    }
  }

  private static boolean divides(char next) {
    return next <= ' ' || next == ',';
  }

  private void word(String word) {
    if (!understood(word) && unknown.size() < MOST_UNKNOWN) {
      unknown.add(word.length() <= LONGEST_UNKNOWN ? word : word.substring(0, LONGEST_UNKNOWN));
    }
  }

  private boolean understood(String word) {
    int equals = word.indexOf('=');
    String value = word.substring(equals + 1);
    if (equals >= 0 && value.isEmpty()) {
      return false;
    }
    return switch (Names.lowerCase(equals < 0 ? word : word.substring(0, equals + 1))) {
      case "primary" -> {
        route = Hints.Route.PRIMARY;
        yield true;
      }
      case "replica" -> {
        route = route == null ? Hints.Route.REPLICA : route;
        yield route == Hints.Route.REPLICA;
      }
      case "consistency=" -> {
        Hints.Consistency found = consistency(Names.lowerCase(value));
        consistency = consistency == null ? found : consistency;
        yield found != null && found == consistency;
      }
      case "node=" -> {
        node = node == null ? value : node;
        yield node.equals(value);
      }
      case "cache=" -> {
        Long found = millis(Names.lowerCase(value));
        cacheMillis = cacheMillis == null ? found : cacheMillis;
        yield found != null && found.equals(cacheMillis);
      }
      case "shard=" -> {
        shard = shard == null ? value : shard;
        yield shard.equals(value);
      }
      default -> false;
    };
  }

  private static Hints.@Nullable Consistency consistency(String value) {
    return switch (value) {
      case "eventual" -> Hints.Consistency.EVENTUAL;
      case "bounded" -> Hints.Consistency.BOUNDED;
      case "session" -> Hints.Consistency.SESSION;
      case "strong" -> Hints.Consistency.STRONG;
      default -> null;
    };
  }

  /** {@code off}, or a whole number of {@code ms}, {@code s}, {@code m} or {@code h}. */
  private static @Nullable Long millis(String value) {
    if (value.equals("off")) {
      return 0L;
    }
    int digits = 0;
    while (digits < value.length() && value.charAt(digits) >= '0' && value.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > LONGEST_NUMBER) {
      return null;
    }
    long number = Long.parseLong(value.substring(0, digits));
    return switch (value.substring(digits)) {
      case "ms" -> number;
      case "s" -> number * 1_000;
      case "m" -> number * 60_000;
      case "h" -> number * 3_600_000;
      default -> null;
    };
  }

  Hints hints() {
    return new Hints(route, consistency, node, cacheMillis, shard, unknown);
  }
}
