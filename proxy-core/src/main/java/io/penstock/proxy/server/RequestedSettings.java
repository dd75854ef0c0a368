package io.penstock.proxy.server;

import io.penstock.proxy.session.Settings;
import io.penstock.wire.frontend.StartupMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The settings a client asks for in its startup message, its {@code options} included. */
final class RequestedSettings {
  /** What is not a setting. */
  private static final Set<String> OTHERS = Set.of("user", "database", "options", "replication");

  private RequestedSettings() {}

  static Settings of(StartupMessage startup) {
    Map<String, String> settings = new LinkedHashMap<>();
    String options = startup.parameters().get("options");
    if (options != null) {
      parse(options, settings);
    }
    startup
        .parameters()
        .forEach((name, value) -> {
          if (!OTHERS.contains(name) && !name.startsWith("_pq_.")) {
            settings.put(name.toLowerCase(Locale.ROOT), value);
          }
        });
    return Settings.ofStartup(settings);
  }

  /**
   * Reads {@code -c name=value}, {@code -cname=value} and {@code --name=value} as the server does:
   * words are split at white space, a backslash keeps the next character, a dash in a name stands
   * for an underscore. Other switches are not for clients of a proxy and are passed over.
   */
  private static void parse(String options, Map<String, String> settings) {
    boolean valueFollows = false;
    for (String word : words(options)) {
      if (valueFollows) {
        valueFollows = false;
        assign(word, settings);
      } else if (word.equals("-c")) {
        valueFollows = true;
      } else if (word.startsWith("-c") || word.startsWith("--")) {
        assign(word.substring(2), settings);
      }
    }
  }

  private static void assign(String assignment, Map<String, String> settings) {
    int equals = assignment.indexOf('=');
    if (equals > 0) {
      settings.put(
          assignment.substring(0, equals).replace('-', '_').toLowerCase(Locale.ROOT),
          assignment.substring(equals + 1));
    }
  }

  private static List<String> words(String options) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < options.length(); i++) {
      char c = options.charAt(i);
      if (c == '\\' && i + 1 < options.length()) {
        word.append(options.charAt(++i));
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
