package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintPropertyTest {
  private static final long SEED = 20261121;
  private static final FingerprintKey KEY = new FingerprintKey(3, 4);

  /** Each token of a text, as it counts. */
  private static final String[] TOKENS = {
    "select",
    "from",
    "t",
    "where",
    "abcdefghijk",
    "values",
    "in",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "+",
    "-",
    "*",
    "<=",
    "array",
    "1",
    "'a'",
    "$1",
    "\"Q\"",
    "null",
    "by",
    "explain",
    ";",
    "::",
    "user",
    "insert",
    "into",
    "order"
  };

  private final StatementScanner scanner = new StatementScanner(KEY);

  private Fingerprint of(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    scanner.scan(text, 0, text.length);
    return new Fingerprint(scanner.fingerprintHigh(), scanner.fingerprintLow());
  }

  @Test
  void whiteSpaceCommentsCaseAndValuesDoNotCount() {
    Random random = new Random(SEED);
    for (int round = 0; round < 30_000; round++) {
      List<String> tokens = new ArrayList<>();
      for (int count = random.nextInt(20); count >= 0; count--) {
        String token = TOKENS[random.nextInt(TOKENS.length)];
        // Two strings on two lines are one.
        boolean continues =
            token.equals("'a'") && !tokens.isEmpty() && tokens.getLast().equals(token);
        tokens.add(continues ? "t" : token);
      }
      boolean keepNumbers = tokens.contains("by") || tokens.contains("explain");
      String plain = String.join(" ", tokens);
      StringBuilder other = new StringBuilder();
      for (String token : tokens) {
        other.append(blank(random)).append(varied(token, keepNumbers, random));
      }
      assertThat(of(other.append(blank(random)).toString()))
          .as("%s / %s", plain, other)
          .isEqualTo(of(plain));
    }
  }

  private static String blank(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> " ";
      case 1 -> "\t\n ";
      case 2 -> " /* ' $$ ; /* */ \" */ ";
      case 3 -> " -- ' select\n";
      default -> "\r\n /* penstock: primary */ ";
    };
  }

  private static String varied(String token, boolean keep, Random random) {
    return switch (token) {
      case "1" -> keep ? token : random.nextBoolean() ? "42.5e-1" : "0x1F";
      case "'a'" -> keep ? token : random.nextBoolean() ? "E'\\';'" : "$x$ ' $x$";
      case "$1" -> "$" + (1 + random.nextInt(99));
      case "\"Q\"" -> token;
      case "t", "abcdefghijk" ->
          random.nextInt(3) == 0 ? '"' + token + '"' : random.nextBoolean() ? upper(token) : token;
      default -> random.nextBoolean() ? upper(token) : token;
    };
  }

  private static String upper(String token) {
    return token.toUpperCase(java.util.Locale.ROOT);
  }

  /** Without lists, signs and positions, whose members may be left out, every token counts. */
  @Test
  void textsOfDifferentTokensDiffer() {
    String[] words = {"a", "b", "abcdefg", "abcdefgh", ".", "*", "(", ")", "'x'", "\"A\"", "::"};
    Random random = new Random(SEED);
    Map<Fingerprint, String> seen = new HashMap<>();
    for (int round = 0; round < 100_000; round++) {
      StringBuilder sql = new StringBuilder("select");
      for (int count = random.nextInt(8); count >= 0; count--) {
        sql.append(' ').append(words[random.nextInt(words.length)]);
      }
      String text = sql.toString().replaceAll("(\\* )+\\*", "*");
      String before = seen.put(of(text), text);
      assertThat(before == null || before.equals(text)).as("%s / %s", before, text).isTrue();
    }
    assertThat(seen).hasSizeGreaterThan(30_000);
  }

  @Test
  void onlyTheRangeCounts() {
    Random random = new Random(SEED);
    for (int round = 0; round < 30_000; round++) {
      byte[] text = new byte[random.nextInt(40)];
      random.nextBytes(text);
      scanner.scan(text, 0, text.length);
      long high = scanner.fingerprintHigh();
      long low = scanner.fingerprintLow();
      scanner.scan(Scans.surrounded(text), Scans.OFFSET, text.length);
      assertThat(scanner.fingerprintHigh()).isEqualTo(high);
      assertThat(scanner.fingerprintLow()).isEqualTo(low);
    }
  }
}
