package io.penstock.proxy.twophase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"s0", "eu-west.1", "with_underscore", "Größe", "a 'quoted' one", "~x"})
  void whatIsPreparedTellsItsTransactionAndItsAnchor(String shard) {
    TransactionName name = TransactionName.next("shop", "0123abcd", shard);
    TransactionName.Part part = TransactionName.Part.parse(name.part(7));
    assertThat(part).isEqualTo(new TransactionName.Part(name, 7));
    assertThat(name.anchor()).isEqualTo(TransactionName.anchorOf(shard));
    assertThat(name.part(7)).startsWith(TransactionName.prefix("shop")).doesNotContain("'");
  }

  @Test
  void identifiersAreNeverLongerThanPostgresqlTakes() {
    for (String shard : new String[] {"s".repeat(100), "s".repeat(101), "ß".repeat(500)}) {
      String identifier = TransactionName.next("shop", "0123abcd", shard).part(255);
      assertThat(identifier.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(200);
    }
  }

  @Test
  void noTwoAreAlikeAndNoTwoDatabasesShareTheirs() {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      keys.add(TransactionName.next("shop", "0123abcd", "s0").key());
    }
    assertThat(keys).hasSize(1000);
    assertThat(TransactionName.prefix("shop")).isNotEqualTo(TransactionName.prefix("shop2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "penstock",
        "mine",
        "penstock_0123abcd_0123abcd_0123456789abcdef0123456789abcdef_1",
        "penstock_0123abcd_0123abcd_0123456789abcdef0123456789abcdef_1_a'b",
        "xpenstock_0123abcd_0123abcd_0123456789abcdef0123456789abcdef_1_s0"
      })
  void whatOthersHavePreparedIsNoneOfOurs(String identifier) {
    assertThat(TransactionName.Part.parse(identifier)).isNull();
  }
}
