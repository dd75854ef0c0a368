package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaPatternTest {
  @ParameterizedTest
  @CsvSource({
    "tenant_*, tenant_7, true",
    "tenant_*, tenant_, true",
    "tenant_*, tenants, false",
    "tenant_*, my_tenant_7, false",
    "*_data, acme_data, true",
    "*_data, acme_data2, false",
    "t*x*, taxb, true",
    "t*x*, tab, false",
    "acme, acme, true",
    "acme, Acme, false",
    "acme, acme2, false",
    "a.c, abc, false",
    "*, '', true"
  })
  void aStarStandsForAnyLettersAndAllElseForItself(String pattern, String schema, boolean matches) {
    assertThat(SchemaPattern.matches(pattern, schema)).isEqualTo(matches);
  }
}
