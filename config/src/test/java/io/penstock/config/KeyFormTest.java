package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyFormTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "+7, 7",
    "' 7\t', 7",
    "0000000000000000000000000000007, 7",
    "7.000, 7",
    "7., 7",
    "-7.0, -7",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
  })
  void wholeNumbersAreReadInEverySpelling(String text, long expected) {
    assertThat(KeyForm.INTEGER.read(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "' '",
    "+",
    "-",
    "--1",
    "'- 1'",
    "1.5",
    "1.0.0",
    ".0",
    "1e3",
    "0x10",
    "1_000",
    "1 1",
    "9223372036854775808",
    "-9223372036854775809",
    "99999999999999999999999999",
    "Infinity",
    "\u0663",
  })
  void whatIsNoWholeNumberOfSixtyFourBitsIsNone(String text) {
    assertThat(KeyForm.INTEGER.read(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
    "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
    "a0eebc999c0b4ef8bb6d6bb9bd380a11",
    "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
    "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}",
  })
  void uuidsAreEqualInEverySpellingThatPostgresTakes(String text) {
    assertThat(KeyForm.UUID.read(text)).isEqualTo("a0eebc999c0b4ef8bb6d6bb9bd380a11");
  }

  @ParameterizedTest
  @CsvSource({
    "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
    "a0-eebc999c0b4ef8bb6d6bb9bd380a11",
    "a0eebc999c0b4ef8bb6d6bb9bd380a11-",
    "' a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
    "g0eebc999c0b4ef8bb6d6bb9bd380a11",
  })
  void whatPostgresTakesForNoUuidIsNone(String text) {
    assertThat(KeyForm.UUID.read(text)).isNull();
  }

  @Test
  void daysAndTimesAreCountedFromTheYear2000() {
    assertThat(KeyForm.DATE.read("2000-01-01")).isEqualTo(0L);
    assertThat(KeyForm.DATE.read("1999-12-31")).isEqualTo(-1L);
    assertThat(KeyForm.TIMESTAMP.read("2000-01-02")).isEqualTo(86_400_000_000L);
    assertThat(KeyForm.TIMESTAMP.read("2000-01-01T00:00:01.5")).isEqualTo(1_500_000L);
    assertThat(KeyForm.TIMESTAMP.read("2000-01-01 00:00:01.500000")).isEqualTo(1_500_000L);
    assertThat(KeyForm.TIMESTAMPTZ.read("2000-01-01 02:00:00+02")).isEqualTo(0L);
    assertThat(KeyForm.TIMESTAMPTZ.read("2000-01-01 00:00:00Z")).isEqualTo(0L);
    assertThat(KeyForm.TIMESTAMPTZ.read("1999-12-31 18:30:00-0530")).isEqualTo(0L);
    assertThat(KeyForm.TIMESTAMPTZ.read("1999-12-31 18:30:00-05:30")).isEqualTo(0L);
  }

  @ParameterizedTest
  @CsvSource({
    "DATE, 01/02/2026",
    "DATE, 2026-02-30",
    "DATE, 2026-1-5",
    "DATE, 0000-01-01",
    "DATE, today",
    "DATE, infinity",
    "DATE, 2026-01-31 12:00:00",
    "DATE, 20260131",
    "DATE, 12026-01-31",
    "TIMESTAMP, 2026-01-31 24:00:00",
    "TIMESTAMP, 2026-01-31 12:00:60",
    "TIMESTAMP, 2026-01-31 12:00:00+00",
    "TIMESTAMP, 2026-01-31 12:00",
    "TIMESTAMP, now",
    "TIMESTAMP, 2026-01-31 12:00:00.1234567",
    "TIMESTAMPTZ, 2026-01-31 12:00:00",
    "TIMESTAMPTZ, 2026-01-31",
    "TIMESTAMPTZ, 2026-01-31 12:00:00 Europe/Berlin",
    "TIMESTAMPTZ, 2026-01-31 12:00:00+16",
  })
  void whatDependsOnASettingOrIsNoTimeIsNone(KeyForm form, String text) {
    assertThat(form.read(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "t, true", "TRUE, true", "' tru ', true", "y, true", "on, true", "1, true",
    "f, false", "no, false", "of, false", "OFF, false", "0, false", "fals, false",
  })
  void truthIsReadInEverySpellingThatPostgresTakes(String text, boolean expected) {
    assertThat(KeyForm.BOOLEAN.read(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"o", "''", "2", "truer", "01", "tr ue"})
  void whatPostgresTakesForNeitherTrueNorFalseIsNone(String text) {
    assertThat(KeyForm.BOOLEAN.read(text)).isNull();
  }

  @Test
  void textsAreOrderedByTheirBytesInUtf8() {
    String beyond = new String(Character.toChars(0x1F600));
    assertThat(KeyForm.TEXT.compare("Z", "a")).isNegative();
    assertThat(KeyForm.TEXT.compare("a", "aa")).isNegative();
    assertThat(KeyForm.TEXT.compare("\uFFFD", beyond)).isNegative();
    assertThat(KeyForm.TEXT.compare(beyond, "\uFFFD")).isPositive();
    assertThat(KeyForm.TEXT.compare(beyond, beyond)).isZero();
    assertThat(KeyForm.TEXT.read("a\0b")).isNull();
    assertThat(KeyForm.TEXT.read("\uD83D")).isNull();
    assertThat(KeyForm.TEXT.read(beyond)).isEqualTo(beyond);
  }

  @Test
  void theTypeOfKeysIsTheNarrowestThatTakesAllOfThem() {
    assertThat(KeyForm.of(List.of("1", "-2"))).isEqualTo(KeyForm.INTEGER);
    assertThat(KeyForm.of(List.of("2026-01-31"))).isEqualTo(KeyForm.DATE);
    assertThat(KeyForm.of(List.of("2026-01-31", "2026-01-31 12:00:00")))
        .isEqualTo(KeyForm.TIMESTAMP);
    assertThat(KeyForm.of(List.of("2026-01-31 12:00:00Z"))).isEqualTo(KeyForm.TIMESTAMPTZ);
    assertThat(KeyForm.of(List.of("no", "on"))).isEqualTo(KeyForm.TEXT);
    assertThat(KeyForm.of(List.of("1", "x"))).isEqualTo(KeyForm.TEXT);
  }

  @ParameterizedTest
  @EnumSource
  void noTextMakesAFormFail(KeyForm form) {
    Random random = new Random(20_260_131);
    String letters = "0123456789-+.: TZ{}abcdeftrueonx\0\t\u00e9\uD83D\uDE00";
    int read = 0;
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(34); length > 0; length--) {
        text.append(letters.charAt(random.nextInt(letters.length())));
      }
      Object value = form.read(text.toString());
      if (value != null) {
        read++;
        assertThat(form.compare(value, value)).isZero();
      }
    }
    assertThat(form != KeyForm.TEXT || read > 1_000).isTrue();
  }
}
