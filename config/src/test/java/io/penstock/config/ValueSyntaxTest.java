package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, sizes, addresses and host names as a file writes them. */
class ValueSyntaxTest {

  @ParameterizedTest
  @CsvSource({
    "500ms,PT0.5S,500ms",
    "30s,PT30S,30s",
    "10m,PT10M,10m",
    "1h,PT1H,1h",
    "2d,PT48H,2d",
    "0,PT0S,off",
    "off,PT0S,off",
    "0s,PT0S,off",
    "60s,PT1M,1m",
    "1500ms,PT1.5S,1500ms"
  })
  void aDurationIsReadAndWrittenInItsGreatestUnit(String text, Duration value, String written) {
    assertThat(Durations.parse(text)).isEqualTo(value);
    assertThat(Durations.format(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-1s", "1.5s", "1 s", "1S", "1w", "1234567890123s", "on"})
  void nothingElseIsADuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,0",
    "10000,10000,10000",
    "64KB,65536,64KB",
    "64MB,67108864,64MB",
    "1GB,1073741824,1GB",
    "1024,1024,1KB",
    "12B,12,12",
    "1536KB,1572864,1536KB",
    "4096GB,4398046511104,4096GB"
  })
  void aSizeIsReadAndWrittenInItsGreatestUnit(String text, long value, String written) {
    assertThat(ByteCounts.parse(text)).isEqualTo(value);
    assertThat(ByteCounts.format(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "KB", "64K", "64 KB", "64kb", "-1", "1.5MB", "12345678901", "1TB"})
  void nothingElseIsASize(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteCounts.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.255.255,true",
    "10.0.0.0/8,11.0.0.0,false",
    "192.168.1.128/25,192.168.1.127,false",
    "192.168.1.128/25,192.168.1.128,true",
    "10.1.2.3,10.1.2.3,true",
    "10.1.2.3,10.1.2.4,false",
    "0.0.0.0/0,8.8.8.8,true",
    "0.0.0.0/0,::1,false",
    "::/0,::1,true",
    "fd00::/8,fdff::1,true",
    "fd00::/8,fe00::1,false",
    "::1,::1,true",
    "all,::1,true",
    "all,1.2.3.4,true"
  })
  void anAddressRangeContainsWhatSharesItsPrefix(String range, String address, boolean contained)
      throws UnknownHostException {
    assertThat(AddressRange.parse(range).contains(InetAddress.getByName(address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "fd00::/129",
        ":",
        "1:2",
        "a.b.c.d",
        "10.0.0.0/8/8",
        "fe80::1%eth0",
        "ALL",
        "/8"
      })
  void nothingElseIsAnAddressRange(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
  }

  @Test
  void anAddressRangePrintsAsItIsWritten() {
    assertThat(AddressRange.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
    assertThat(AddressRange.parse("10.0.0.1")).hasToString("10.0.0.1");
    assertThat(AddressRange.ALL).hasToString("all");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "db-1.example.org",
        "pg_a",
        "db.example.org.",
        "127.0.0.1",
        "::1",
        "fe80::1",
        "3com.com"
      })
  void aHostIsANameOrAnAddress(String text) {
    assertThat(new ScalarType.HostName().parse(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "-a",
        "a..b",
        "/var/run",
        "1.2.3",
        "1.2.3.400",
        "a:b",
        "http://a",
        "a/b"
      })
  void nothingElseIsAHost(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ScalarType.HostName().parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "prot,port",
    "max-client,max-clients",
    "sise,size",
    "Size,size",
    "xyz,",
    "portsize,",
    "s,"
  })
  void theNearestWordIsFoundOnlyWhenItIsNear(String word, String nearest) {
    assertThat(Nearest.to(word, List.of("size", "port", "max-clients"))).isEqualTo(nearest);
  }
}
