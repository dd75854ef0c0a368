package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.text;

import io.penstock.config.ConfigListing;
import io.penstock.config.PenstockConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SHOW CONFIG: PgBouncer's keys first, which tools look for, then every key of our file. */
final class ShowConfig {
  /** A row. */
  record Setting(String key, String value, @Nullable String usual, boolean changeable) {}

  static final Table<Setting> TABLE =
      Table.immediate(
          "CONFIG",
          List.of(
              text("key", Setting::key),
              text("value", Setting::value),
              text("default", Setting::usual),
              text("changeable", setting -> setting.changeable() ? "yes" : "no")),
          server -> settings(server.config()));

  private ShowConfig() {}

  private static List<Setting> settings(PenstockConfig config) {
    List<Setting> settings = new ArrayList<>(PgBouncerSettings.of(config));
    for (ConfigListing.Entry entry : ConfigListing.of(config)) {
      settings.add(
          new Setting(entry.key(), entry.value(), entry.defaultValue(), entry.appliedLive()));
    }
    return settings;
  }
}
