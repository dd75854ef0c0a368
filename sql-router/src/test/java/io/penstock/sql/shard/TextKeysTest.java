package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ShardingConfig;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.Fingerprint;
import io.penstock.sql.StatementScanner;
import io.penstock.sql.route.RoutedText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextKeysTest {
  private static final ShardMap MAP = ShardedDatabase.map();
  private static final ShardPlan PLAN = ShardedDatabase.plan();
  private static final String CLEAR = "what a key of %s is cannot be told with certainty";

  private static ShardRoute.Keyed route(String sql) {
    RoutedText text = ShardedDatabase.text(sql);
    return (ShardRoute.Keyed) PLAN.route(text, ShardedDatabase.PUBLIC);
  }

  private static TextKeys keys(String learned, String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return new KeyReader().read(route(learned), bytes, 0, bytes.length, ClientEncoding.UTF8, true);
  }

  private static final ShardingConfig AFTER_MOVE =
      Shardings.of(
          Shardings.shards("s0", "s1", "s2") + ", tables: [{name: orders, key: customer_id}]");

  private static final ShardingConfig BEFORE_MOVE = Shardings.of(Shardings.shards("s0", "s1"));

  private static String place(TextKeys keys, Values values) {
    return switch (keys.place(MAP, values, ClientEncoding.UTF8)) {
      case ShardChoice.Shard(int index) -> MAP.name(index);
      case ShardChoice.Several(int[] shards, ShardChoice.Refused alone, int[] rows) ->
          alone.sentence();
      case ShardChoice.Held(int before) -> "held, from " + MAP.name(before);
      case ShardChoice.Refused(String sentence, String hint) -> sentence;
    };
  }

  /** The shard of a text, by the route of another with the same fingerprint. */
  private static String place(String learned, String sql) {
    assertThat(Fingerprint.of(sql)).isEqualTo(Fingerprint.of(learned));
    return place(keys(learned, sql), new Values());
  }

  private static String place(String sql) {
    return place(sql, sql);
  }

  private static String shard(KeyValue... key) {
    return MAP.name(MAP.place(List.of(key)));
  }

  private static KeyValue whole(long value) {
    return new KeyValue.Whole(value);
  }

  private static KeyValue text(String value) {
    return new KeyValue.Text(value);
  }

  /** Two numbers of one shard, and one of the other. */
  private static long[] neighbours() {
    String first = shard(whole(1));
    long same = 2;
    while (!shard(whole(same)).equals(first)) {
      same++;
    }
    long other = 2;
    while (shard(whole(other)).equals(first)) {
      other++;
    }
    return new long[] {1, same, other};
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 17, 42, 1000, -1, -7, 4294967296L})
  void aNumberIsPlacedAlikeHoweverItIsWritten(long value) {
    String learned = "SELECT * FROM orders WHERE customer_id = 5";
    String wanted = shard(whole(value));

    assertThat(place(learned, "SELECT * FROM orders WHERE customer_id = " + value))
        .isEqualTo(wanted);
    assertThat(place(learned, "SELECT * FROM orders WHERE customer_id = " + value + ".0"))
        .isEqualTo(wanted);
    assertThat(place("SELECT * FROM orders WHERE customer_id = '" + value + "'")).isEqualTo(wanted);
    assertThat(place("SELECT * FROM orders WHERE customer_id = $x$" + value + "$x$"))
        .isEqualTo(wanted);
    assertThat(place("SELECT * FROM orders WHERE customer_id = " + value + "::int8"))
        .isEqualTo(wanted);
    assertThat(place("INSERT INTO orders (customer_id) VALUES (" + value + ")")).isEqualTo(wanted);
    assertThat(
            place(
                "INSERT INTO orders (customer_id) VALUES (1)".replace("1", "'1'"),
                "INSERT INTO orders (customer_id) VALUES (" + value + ")"))
        .isEqualTo(wanted);
  }

  @Test
  void aSignThatTheFingerprintLeavesOutIsRead() {
    assertThat(
            place(
                "SELECT * FROM orders WHERE customer_id = 9",
                "SELECT * FROM orders WHERE customer_id = -9"))
        .isEqualTo(shard(whole(-9)));
    assertThat(
            place(
                "SELECT * FROM orders WHERE customer_id = -9",
                "SELECT * FROM orders WHERE customer_id = +9"))
        .isEqualTo(shard(whole(9)));
    assertThat(
            place(
                "SELECT * FROM orders WHERE customer_id = +9",
                "SELECT * FROM orders WHERE customer_id = - 9"))
        .isEqualTo(shard(whole(-9)));
    assertThat(
            place(
                "SELECT * FROM orders WHERE customer_id = 9::int8",
                "SELECT * FROM orders WHERE customer_id = -9::int8"))
        .isEqualTo(shard(whole(-9)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5.5",
        "1e3",
        ".5",
        "99999999999999999999",
        "0x10",
        "1_000",
        "B'1'",
        "N'1'",
        "'x'",
        "''",
        "E'\\x31'",
        "'5' '6'"
      })
  void whatIsNotPlainlyAWholeNumberIsRefused(String literal) {
    String sql = "SELECT * FROM orders WHERE customer_id = " + literal;
    ShardRoute route = PLAN.route(ShardedDatabase.text(sql), ShardedDatabase.PUBLIC);
    if (route instanceof ShardRoute.Keyed) {
      assertThat(place(sql)).isEqualTo(CLEAR.formatted("orders"));
    } else {
      assertThat(route).isInstanceOf(ShardRoute.Refused.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'abc'|abc",
        "'a''b'|a'b",
        "''''|'",
        "'a\\b'|a\\b",
        "'größe'|größe",
        "E'a\\'b'|a'b",
        "E'a\\\\b'|a\\b",
        "E'\\u0041\\U00000042c'|ABc",
        "E'a''b'|a'b",
        "U&'\\0041\\+000042'|AB",
        "U&'a\\\\b'|a\\b",
        "$$it's$$|it's",
        "$q$a$$b$q$|a$$b",
        "'a b '|~a b ~",
      })
  void aStringMeansWhatItMeansToPostgres(String literal, String value) {
    assertThat(
            place(
                "SELECT * FROM documents WHERE code = 'x'",
                "SELECT * FROM documents WHERE code = " + literal))
        .isEqualTo(shard(text(value)));
    assertThat(
            place(
                "INSERT INTO documents VALUES (NULL)",
                "INSERT INTO documents VALUES (" + literal + ")"))
        .isEqualTo(shard(text(value)));
  }

  @Test
  void aStringGoesOnInTheNextLine() {
    assertThat(place("SELECT * FROM documents WHERE code = 'ab'\n  'cd' -- 'x'\n 'ef'"))
        .isEqualTo(shard(text("abcdef")));
    assertThat(place("SELECT * FROM documents WHERE code = E'a\\n'\n'\\'b'"))
        .isEqualTo(shard(text("a\n'b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "E'\\x41'",
        "E'\\101'",
        "E'\\u00'",
        "E'\\ud83d\\ude00'",
        "U&'\\d83d\\de00'",
        "U&'\\00'",
        "5",
        "B'1'",
        "N'a'",
        "NULL",
        "TRUE"
      })
  void aTextThatIsNotCertainIsRefused(String literal) {
    assertThat(
            place(
                "INSERT INTO documents VALUES ('x')",
                "INSERT INTO documents VALUES (" + literal + ")"))
        .isEqualTo(
            literal.equals("NULL") ? "a key of documents is NULL" : CLEAR.formatted("documents"));
  }

  @Test
  void anotherMarkOfEscapesIsRefused() {
    assertThat(place("SELECT * FROM documents WHERE code = U&'a!0041' UESCAPE '!'"))
        .isEqualTo(CLEAR.formatted("documents"));
  }

  @Test
  void withoutStandardConformingStringsABackslashEscapes() {
    byte[] sql = "SELECT * FROM documents WHERE code = 'a\\'b'".getBytes(StandardCharsets.UTF_8);
    TextKeys keys =
        new KeyReader()
            .read(
                route("SELECT * FROM documents WHERE code = 'x'"),
                sql,
                0,
                sql.length,
                ClientEncoding.UTF8,
                false);

    assertThat(place(keys, new Values())).isEqualTo(shard(text("a'b")));
  }

  @Test
  void anotherEncodingIsReadOnlyWhereItIsAscii() {
    assertThat(encoded("ä", ClientEncoding.LATIN1)).isEqualTo(shard(text("ä")));
    assertThat(encoded("ä", ClientEncoding.UTF8)).isEqualTo(shard(text("ä")));
    assertThat(encoded("ä", ClientEncoding.SQL_ASCII)).isEqualTo(CLEAR.formatted("documents"));
    assertThat(encoded("ä", ClientEncoding.WIN1252)).isEqualTo(CLEAR.formatted("documents"));
    assertThat(encoded("a", ClientEncoding.WIN1252)).isEqualTo(shard(text("a")));
    assertThat(encoded("a", ClientEncoding.SJIS)).isEqualTo(shard(text("a")));
  }

  private static String encoded(String code, ClientEncoding encoding) {
    byte[] sql =
        ("SELECT * FROM documents WHERE code = '" + code + "'").getBytes(encoding.charset());
    TextKeys keys =
        new KeyReader()
            .read(
                route("SELECT * FROM documents WHERE code = 'x'"),
                sql,
                0,
                sql.length,
                encoding,
                true);
    return place(keys, new Values());
  }

  @Test
  void aListIsServedIfAllItsMembersAreOnOneShard() {
    long[] some = neighbours();
    String learned = "SELECT * FROM orders WHERE customer_id IN (5)";

    assertThat(
            place(learned, "SELECT * FROM orders WHERE customer_id IN (1, %d)".formatted(some[1])))
        .isEqualTo(shard(whole(1)));
    assertThat(
            place(
                learned,
                "SELECT * FROM orders WHERE customer_id IN (1, %d, %d)"
                    .formatted(some[1], some[2])))
        .startsWith("its keys are on the shards ")
        .contains("east", "west")
        .doesNotContain(String.valueOf(some[2]) + " ");
    assertThat(place("SELECT * FROM orders WHERE customer_id = ANY ('{1,%d}')".formatted(some[1])))
        .isEqualTo(shard(whole(1)));
    assertThat(place("SELECT * FROM orders WHERE customer_id = ANY ('{1,%d}')".formatted(some[2])))
        .startsWith("its keys are on the shards");
  }

  @Test
  void anEmptyArrayMatchesNothingAnywhere() {
    assertThat(place("SELECT * FROM orders WHERE customer_id = ANY ('{}')")).isEqualTo("east");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{1", "1", "{{1}}", "[0:0]={1}", "{1,}", "{a b}", "{1 2}", "{\"1}", "{1}x"})
  void anArrayThatIsNotPlainIsRefused(String array) {
    assertThat(place("SELECT * FROM orders WHERE customer_id = ANY ('" + array + "')"))
        .isEqualTo(CLEAR.formatted("orders"));
  }

  @Test
  void anArrayOfTextsIsRead() {
    String sql = "SELECT * FROM documents WHERE code = ANY ('%s')";

    assertThat(place(sql.formatted("{a}"))).isEqualTo(shard(text("a")));
    assertThat(place(sql.formatted("{ \"a,\\\"b\\\\\" }"))).isEqualTo(shard(text("a,\"b\\")));
    assertThat(place(sql.formatted("{\"null\"}"))).isEqualTo(shard(text("null")));
    assertThat(place(sql.formatted("{Null}"))).isEqualTo("a key of documents is NULL");
  }

  @Test
  void rowsAreServedIfAllAreOfOneShard() {
    long[] some = neighbours();
    String learned = "INSERT INTO orders (customer_id, status) VALUES (5, 'x')";
    String sql = "INSERT INTO orders (customer_id, status) VALUES (1, 'a'), (%d, 'b'), (1, NULL)";

    assertThat(place(learned, sql.formatted(some[1]))).isEqualTo(shard(whole(1)));
    assertThat(place(learned, sql.formatted(some[2]))).startsWith("its keys are on the shards");
    assertThat(
            place(learned, "INSERT INTO orders (customer_id, status) VALUES (1, ''), (NULL, '')"))
        .isEqualTo("a key of orders is NULL");
  }

  @Test
  void theColumnsOfAKeyBelongTogetherInRows() {
    KeyValue.Day day = new KeyValue.Day(8766);
    String wanted = shard(whole(1), day);

    assertThat(place("INSERT INTO readings VALUES (1, '2024-01-01', 0.1)")).isEqualTo(wanted);
    assertThat(place("SELECT * FROM readings WHERE device = 1 AND day = '2024-01-01'"))
        .isEqualTo(wanted);
    int other = 2;
    while (!shard(whole(other), new KeyValue.Day(8767)).equals(wanted)) {
      other++;
    }
    assertThat(
            place(
                "INSERT INTO readings VALUES (1, '2024-01-01', 0.1), (%d, '2024-01-02', 0.2)"
                    .formatted(other)))
        .isEqualTo(wanted);
  }

  @Test
  void everyKeyOfAStatementMustBeOnOneShard() {
    long[] some = neighbours();
    String sql = "SELECT * FROM orders o, items i WHERE o.customer_id = 1 AND i.customer_id = %d";

    assertThat(place(sql.formatted(some[1]))).isEqualTo(shard(whole(1)));
    assertThat(place(sql.formatted(some[2]))).startsWith("its keys are on the shards");
  }

  @Test
  void aParameterIsFoundByItsNumberInThisTextNotInTheLearnedOne() {
    String learned = "SELECT * FROM orders WHERE id = $1 AND customer_id = $2";
    String sql = "SELECT * FROM orders WHERE id = $2 AND customer_id = $1";
    assertThat(Fingerprint.of(sql)).isEqualTo(Fingerprint.of(learned));
    long[] some = neighbours();
    Values values = new Values().text(20, "" + some[0]).text(20, "" + some[2]);

    assertThat(place(keys(learned, learned), values)).isEqualTo(shard(whole(some[2])));
    assertThat(place(keys(learned, sql), values)).isEqualTo(shard(whole(some[0])));
    assertThat(keys(learned, sql).hasParameters()).isTrue();
    assertThat(keys(learned, "SELECT * FROM orders WHERE customer_id = 1").hasParameters())
        .isFalse();
  }

  @Test
  void aParameterIsReadByItsDeclaredType() {
    TextKeys keys = one("SELECT * FROM orders WHERE customer_id = $1");
    String wanted = shard(whole(7));

    assertThat(place(keys, new Values().text(0, "7"))).isEqualTo(wanted);
    assertThat(place(keys, new Values().text(705, "7"))).isEqualTo(wanted);
    assertThat(place(keys, new Values().text(20, "7"))).isEqualTo(wanted);
    assertThat(place(keys, new Values().text(1700, "7.00"))).isEqualTo(wanted);
    assertThat(place(keys, new Values().binary(0, int8(7)))).isEqualTo(wanted);
    assertThat(place(keys, new Values().binary(20, int8(7)))).isEqualTo(wanted);
    assertThat(place(keys, new Values().binary(23, int4(7)))).isEqualTo(wanted);
    assertThat(place(keys, new Values().binary(21, new byte[] {0, 7}))).isEqualTo(wanted);
  }

  @Test
  void aParameterWhoseMeaningIsNotCertainIsRefused() {
    TextKeys keys = one("SELECT * FROM orders WHERE customer_id = $1");
    String unclear = CLEAR.formatted("orders");

    assertThat(place(keys, new Values().binary(0, int4(7)))).isEqualTo(unclear);
    assertThat(place(keys, new Values().binary(23, int8(7)))).isEqualTo(unclear);
    assertThat(place(keys, new Values().binary(701, int8(7)))).isEqualTo(unclear);
    assertThat(place(keys, new Values().text(25, "7"))).isEqualTo(unclear);
    assertThat(place(keys, new Values().text(701, "7"))).isEqualTo(unclear);
    assertThat(place(keys, new Values().text(0, "7.5"))).isEqualTo(unclear);
    assertThat(place(keys, new Values())).isEqualTo(unclear);
    assertThat(place(keys, new Values().isNull(20))).isEqualTo("a key of orders is NULL");
  }

  @Test
  void theTypeOfAnUndeclaredParameterIsThatOfItsFirstUse() {
    TextKeys elsewhere = one("SELECT * FROM orders WHERE total = $1 AND customer_id = $1");
    TextKeys alike =
        one("SELECT * FROM orders o, customers c WHERE o.customer_id = $1 AND c.id = $1");
    TextKeys unlike =
        one("SELECT * FROM orders o, items i WHERE o.customer_id = $1 AND i.customer_id = $1");
    Values undeclared = new Values().binary(0, int8(7));

    assertThat(place(elsewhere, undeclared)).isEqualTo(CLEAR.formatted("orders"));
    assertThat(place(elsewhere, new Values().binary(20, int8(7)))).isEqualTo(shard(whole(7)));
    assertThat(place(alike, undeclared)).isEqualTo(shard(whole(7)));
    assertThat(place(unlike, undeclared)).isEqualTo(CLEAR.formatted("orders"));
    assertThat(place(unlike, new Values().text(20, "7"))).isEqualTo(shard(whole(7)));
  }

  @Test
  void aCastGivesAnUndeclaredParameterItsType() {
    TextKeys keys = one("SELECT * FROM orders WHERE customer_id = $1::int4");

    assertThat(place(keys, new Values().binary(0, int4(7)))).isEqualTo(shard(whole(7)));
    assertThat(place(keys, new Values().binary(0, int8(7)))).isEqualTo(CLEAR.formatted("orders"));
    assertThat(place(keys, new Values().binary(20, int8(7)))).isEqualTo(shard(whole(7)));
    TextKeys day = one("SELECT * FROM events WHERE happened = $1::date");
    assertThat(place(day, new Values().text(0, "2024-01-01")))
        .isEqualTo(shard(new KeyValue.Moment(8766 * 86_400_000_000L, false)));
    assertThat(place(day, new Values().text(1114, "2024-01-01 00:00:00")))
        .isEqualTo(CLEAR.formatted("events"));
  }

  @Test
  void textsInParametersAreReadInTheSessionsEncoding() {
    TextKeys keys = one("SELECT * FROM documents WHERE code = $1");
    byte[] latin = "ä".getBytes(StandardCharsets.ISO_8859_1);
    Values values = new Values().binary(25, latin);

    assertThat(keys.place(MAP, values, ClientEncoding.LATIN1))
        .isEqualTo(new ShardChoice.Shard(MAP.place(List.of(text("ä")))));
    assertThat(keys.place(MAP, values, ClientEncoding.UTF8))
        .isInstanceOf(ShardChoice.Refused.class);
    assertThat(place(keys, new Values().text(1043, "ä "))).isEqualTo(shard(text("ä ")));
    assertThat(place(keys, new Values().text(1042, "ä "))).isEqualTo(shard(text("ä")));
  }

  @Test
  void aVarcharThatEndsInABlankIsRefusedAsItMayBeCut() {
    assertThat(place("INSERT INTO labels VALUES ('a ')")).isEqualTo(CLEAR.formatted("labels"));
    assertThat(place("INSERT INTO cards VALUES ('a ')")).isEqualTo(shard(text("a")));
  }

  @Test
  void arraysInParametersAreReadInBothFormats() {
    TextKeys keys = one("SELECT * FROM orders WHERE customer_id = ANY ($1)");
    String wanted = shard(whole(7));

    assertThat(place(keys, new Values().text(0, "{7,7}"))).isEqualTo(wanted);
    assertThat(place(keys, new Values().text(1016, "{7}"))).isEqualTo(wanted);
    assertThat(place(keys, new Values().text(1007, "{7}"))).isEqualTo(wanted);
    assertThat(place(keys, new Values().text(1009, "{7}"))).isEqualTo(CLEAR.formatted("orders"));
    assertThat(place(keys, new Values().text(20, "7"))).isEqualTo(CLEAR.formatted("orders"));
    assertThat(place(keys, new Values().text(1016, "{}"))).isEqualTo("east");
    assertThat(place(keys, new Values().binary(1016, array(20, int8(7), int8(7)))))
        .isEqualTo(wanted);
    assertThat(place(keys, new Values().binary(0, array(20, int8(7))))).isEqualTo(wanted);
    assertThat(place(keys, new Values().binary(1007, array(23, int4(7))))).isEqualTo(wanted);
    assertThat(place(keys, new Values().binary(0, array(23, int4(7)))))
        .isEqualTo(CLEAR.formatted("orders"));
    assertThat(place(keys, new Values().binary(1016, array(20)))).isEqualTo("east");
  }

  @Test
  void aBinaryArrayIsReadWithinItsBounds() {
    TextKeys keys = one("SELECT * FROM orders WHERE customer_id = ANY ($1)");
    byte[] whole = array(20, int8(7), int8(8));

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThat(place(keys, new Values().binary(1016, cut))).isEqualTo(CLEAR.formatted("orders"));
    }
    ByteBuffer.wrap(whole).putInt(12, Integer.MAX_VALUE);
    assertThat(place(keys, new Values().binary(1016, whole))).isEqualTo(CLEAR.formatted("orders"));
  }

  private static TextKeys one(String sql) {
    return keys(sql, sql);
  }

  private static byte[] int8(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private static byte[] int4(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static byte[] array(int oid, byte[]... members) {
    ByteBuffer out = ByteBuffer.allocate(200);
    out.putInt(members.length == 0 ? 0 : 1).putInt(0).putInt(oid);
    if (members.length > 0) {
      out.putInt(members.length).putInt(1);
    }
    for (byte[] member : members) {
      out.putInt(member.length).put(member);
    }
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "-7",
        "- 7",
        "+7",
        "0",
        "999999999999999999",
        "9999999999999999999",
        "7.0",
        "1e3",
        "1_000",
        "0x10",
        "'7'",
        "$1",
        "007",
        "(7)"
      })
  void aPlainNumberIsPlacedWithoutReadingAllKeys(String key) {
    String sql = "SELECT * FROM orders WHERE customer_id = " + key;
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    StatementScanner scanner = new StatementScanner();
    scanner.scan(bytes, 0, bytes.length);
    if (!(PLAN.route(ShardedDatabase.text(sql), ShardedDatabase.PUBLIC)
        instanceof ShardRoute.Keyed keyed)) {
      return;
    }
    ShardChoice plain = KeyReader.ofNumber(keyed, scanner.literals(), bytes, MAP);
    boolean expected = key.matches("[-+ (]*[0-9]{1,18}\\)?");
    assertThat(plain != null).as(key).isEqualTo(expected);
    if (plain instanceof ShardChoice.Shard(int index)) {
      assertThat(MAP.name(index)).isEqualTo(place(sql));
    }
  }

  @Test
  void aStatementForAKeyOnTheMoveWaits() {
    KeyMove all = new KeyMove(BEFORE_MOVE, AFTER_MOVE, KeyBound.NOTHING, KeyBound.EVERYTHING, true);
    ShardMap moving = ShardMap.moving(AFTER_MOVE, all);
    ShardMap after = ShardMap.of(AFTER_MOVE);
    int held = 0;
    for (int customer = 0; customer < 60; customer++) {
      String sql = "SELECT * FROM orders WHERE customer_id = " + customer;
      ShardChoice choice = keys(sql, sql).place(moving, new Values(), ClientEncoding.UTF8);
      int old = moving.placeBefore(List.of(whole(customer)));
      if (old == after.place(List.of(whole(customer)))) {
        assertThat(choice).isEqualTo(new ShardChoice.Shard(old));
      } else {
        assertThat(choice).isEqualTo(new ShardChoice.Held(old));
        held++;
      }
    }
    assertThat(held).isBetween(5, 40);
  }

  @Test
  void withoutAUsableMapEveryKeyIsRefusedWithTheReason() {
    ShardMap without = ShardMap.without(AFTER_MOVE, "keys are elsewhere");
    String sql = "SELECT * FROM orders WHERE customer_id = 1";
    assertThat(keys(sql, sql).place(without, new Values(), ClientEncoding.UTF8))
        .isInstanceOfSatisfying(
            ShardChoice.Refused.class,
            refused -> assertThat(refused.sentence()).isEqualTo("keys are elsewhere"));
  }
}
