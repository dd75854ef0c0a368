package io.penstock.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.proxy.session.Settings;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.frontend.StartupMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestedSettingsTest {
  private static Settings of(String... parameters) {
    Map<String, String> startup = new LinkedHashMap<>(Map.of("user", "u", "database", "d"));
    for (int i = 0; i < parameters.length; i += 2) {
      startup.put(parameters[i], parameters[i + 1]);
    }
    return RequestedSettings.of(new StartupMessage(ProtocolVersion.V3_0, startup));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "-c work_mem=7MB ~ work_mem ~ 7MB",
        "-cwork_mem=7MB ~ work_mem ~ 7MB",
        "--work-mem=7MB ~ work_mem ~ 7MB",
        "--Work_Mem=7MB ~ work_mem ~ 7MB",
        "-c search_path=a,\\ b ~ search_path ~ a, b",
        "-c app.x=a\\\\b ~ app.x ~ a\\b",
        "-c app.x=a=b ~ app.x ~ a=b",
        "-c app.x= ~ app.x ~ ''",
        "  -c   app.x=1   -c  app.x=2 ~ app.x ~ 2",
        "-B 5 -c app.x=1 ~ app.x ~ 1",
      })
  void optionsAreReadAsTheServerReadsThem(String options, String name, String value) {
    assertThat(of("options", options)).isEqualTo(of(name, value));
  }

  @ParameterizedTest
  @CsvSource({"-c", "-c nothing", "--", "--x", "''", "-c =1"})
  void whatIsNoSettingIsPassedOver(String options) {
    assertThat(of("options", options)).isEqualTo(of());
  }

  @Test
  void aParameterOfItsOwnWinsOverTheOptions() {
    assertThat(of("options", "-c app.x=1", "app.x", "2")).isEqualTo(of("app.x", "2"));
  }

  @Test
  void whatIsNoSettingIsNone() {
    assertThat(of("replication", "false", "_pq_.new", "1")).isEqualTo(of());
    assertThat(of("TimeZone", "UTC")).isEqualTo(of("timezone", "UTC"));
  }
}
