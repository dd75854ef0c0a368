package io.penstock.sql.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where rows live follows from these hashes: a change of one of them loses rows. */
class KeyValueTest {
  private static String hash(KeyValue... key) {
    return Long.toHexString(KeyHash.of(List.of(key)));
  }

  @Test
  void theHashesOfKeysNeverChange() {
    assertThat(
            List.of(
                hash(new KeyValue.Whole(0)),
                hash(new KeyValue.Whole(7)),
                hash(new KeyValue.Whole(-7)),
                hash(new KeyValue.Text("")),
                hash(new KeyValue.Text("abc")),
                hash(new KeyValue.Text("é")),
                hash(new KeyValue.Uuid(0xa0eebc999c0b4ef8L, 0xbb6d6bb9bd380a11L)),
                hash(new KeyValue.Day(-1)),
                hash(new KeyValue.Moment(1_000_000, false)),
                hash(new KeyValue.Moment(1_000_000, true)),
                hash(new KeyValue.Truth(true)),
                hash(new KeyValue.Whole(7), new KeyValue.Text("abc")),
                hash(new KeyValue.Text("abc"), new KeyValue.Whole(7))))
        .containsExactly(
            "34c96acdcadb1bbb",
            "876cd406afde455",
            "a8d154f80f8cba5a",
            "ef46db3751d8e999",
            "44bc2cf5ad770999",
            "17d757dfb8b46f78",
            "d28614a050cdbfe5",
            "85d136adb773c6c9",
            "f126194744ecba1e",
            "f126194744ecba1e",
            "9f29cb17a2a49995",
            "2d32681a4b4da1fd",
            "47ce5cce813532a1");
  }

  /**
   * The numbers are what PostgreSQL 18 says: hashint8extended(7, 8816678312871386365) and so on.
   */
  @Test
  void theHashesOfPartitionsAreThoseOfPostgres() {
    assertThat(PartitionHash.of(new KeyValue.Whole(7))).isEqualTo(1708571371176205364L);
    assertThat(PartitionHash.of(new KeyValue.Whole(-7))).isEqualTo(-7298374200968567817L);
    assertThat(PartitionHash.of(new KeyValue.Whole(-5_000_000_000L)))
        .isEqualTo(-4482100988868492312L);
    assertThat(PartitionHash.of(new KeyValue.Moment(1_000_000, true)))
        .isEqualTo(4098724818956435368L);
    assertThat(PartitionHash.of(new KeyValue.Text("abc"))).isEqualTo(3628778498291917250L);
    assertThat(PartitionHash.of(new KeyValue.Text(""))).isEqualTo(-5700645584453517373L);
    assertThat(PartitionHash.of(new KeyValue.Text("0123456789abcdefghijé")))
        .isEqualTo(1361258979317039703L);
    assertThat(PartitionHash.of(new KeyValue.Uuid(0xa0eebc999c0b4ef8L, 0xbb6d6bb9bd380a11L)))
        .isEqualTo(424513190990560493L);
  }
}
