package io.penstock.sql.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hibernate",
        "jooq",
        "mybatis",
        "django",
        "activerecord",
        "prisma",
        "sequelize",
        "pgjdbc",
        "postgresql",
        "postgresql-18"
      })
  void eachStatementThatApplicationsSendIsUnderstood(String file) {
    var statements = Texts.statements("corpus/" + file + ".sql");

    assertThat(statements)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            sql -> assertThat(StatementParser.parse(sql)).isInstanceOf(ParseResult.Parsed.class));
  }
}
