package io.penstock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientEncodingTest {
  @ParameterizedTest
  @CsvSource({
    "UTF8,UTF8",
    "utf-8,UTF8",
    "Unicode,UTF8",
    "SQL_ASCII,SQL_ASCII",
    "latin1,LATIN1",
    "ISO 8859-1,LATIN1",
    "ISO_8859_5,ISO_8859_5",
    "Shift_JIS,SJIS",
    "win932,SJIS",
    "Windows-936,GBK",
    "WIN949,UHC",
    "WIN950,BIG5",
    "GB18030,GB18030",
    "koi8,KOI8R",
    "win,WIN1251"
  })
  void namesAreKnownAsPostgresKnowsThem(String name, ClientEncoding encoding) {
    assertThat(ClientEncoding.of(name)).isEqualTo(encoding);
  }

  @Test
  void anUnknownNameIsNone() {
    assertThat(ClientEncoding.of("utf9")).isNull();
    assertThat(ClientEncoding.of("")).isNull();
  }

  @Test
  void theEncodingsThatAreNotSafeForAsciiArePostgresClientOnlyOnes() {
    assertThat(Arrays.stream(ClientEncoding.values()).filter(ClientEncoding::trailingAscii))
        .containsExactlyInAnyOrder(
            ClientEncoding.SJIS,
            ClientEncoding.SHIFT_JIS_2004,
            ClientEncoding.BIG5,
            ClientEncoding.GBK,
            ClientEncoding.UHC,
            ClientEncoding.GB18030,
            ClientEncoding.JOHAB);
  }
}
