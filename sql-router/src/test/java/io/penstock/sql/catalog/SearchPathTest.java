package io.penstock.sql.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchPathTest {
  @Test
  void theCatalogComesFirstUnlessItIsNamed() {
    assertThat(SearchPath.of("app").schemas()).containsExactly("pg_catalog", "app");
    assertThat(SearchPath.of("app", "pg_catalog").schemas()).containsExactly("app", "pg_catalog");
  }

  @Test
  void theSettingIsReadAsPostgresReadsIt() {
    assertThat(SearchPath.read("\"$user\", public", "Ada").schemas())
        .containsExactly("pg_catalog", "Ada", "public");
    assertThat(SearchPath.read("$user, Public,\"Mixed, Case\", \"q\"\"q\"", null).schemas())
        .containsExactly("pg_catalog", "public", "Mixed, Case", "q\"q");
    assertThat(SearchPath.read("", "ada").schemas()).containsExactly("pg_catalog");
    assertThat(SearchPath.read("\"\"", "ada").schemas()).containsExactly("pg_catalog");
  }

  @Test
  void equalPathsAreEqualHoweverTheyWereWritten() {
    assertThat(SearchPath.read("a , B", null)).isEqualTo(SearchPath.of("a", "b"));
    assertThat(SearchPath.of("a", "b")).isNotEqualTo(SearchPath.of("b", "a"));
  }
}
