package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {
  @ParameterizedTest
  @CsvSource({
    "'', 0, ef46db3751d8e999",
    "a, 0, d24ec4f1a98c6e5b",
    "abc, 0, 44bc2cf5ad770999",
    "xxhash, 0, 32dd38952c4bc720",
    "xxhash, 20141025, b559b98d844e0635",
    "Nobody inspects the spammish repetition, 0, fbcea83c8a378bf1",
  })
  void theHashIsThatOfThePublishedFunction(String text, long seed, String expected) {
    assertThat(Long.toHexString(XxHash64.hash(text, seed))).isEqualTo(expected);
  }

  @Test
  void theHashOfANumberIsThatOfItsEightBytes() {
    Random random = new Random(1);
    for (int round = 0; round < 1_000; round++) {
      long number = random.nextLong();
      long seed = random.nextLong();
      byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
      assertThat(XxHash64.hash(number, seed)).isEqualTo(XxHash64.hash(bytes, seed));
    }
  }

  @Test
  void oneBitOfTheInputChangesHalfOfTheHash() {
    Random random = new Random(2);
    long changed = 0;
    int rounds = 2_000;
    for (int round = 0; round < rounds; round++) {
      long number = random.nextLong(1_000_000);
      for (int bit = 0; bit < 64; bit++) {
        long other = XxHash64.hash(number ^ (1L << bit), 0);
        changed += Long.bitCount(XxHash64.hash(number, 0) ^ other);
      }
    }
    assertThat((double) changed / (rounds * 64)).isBetween(31.8, 32.2);
  }
}
