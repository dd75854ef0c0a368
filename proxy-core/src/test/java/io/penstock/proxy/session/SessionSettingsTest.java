package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sql.Effect.SetSetting;
import io.penstock.sql.SettingForm;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {
  private final Settings startup = Settings.ofStartup(Map.of("work_mem", "7MB"));
  private final SessionSettings settings = new SessionSettings(startup);

  private static SetSetting workMem(String value) {
    return new SetSetting("work_mem", value, false, SettingForm.FLAT);
  }

  private String now() {
    SetSetting value = settings.current().get("work_mem");
    return value == null ? "none" : value.value();
  }

  private void leasedAndInLine() {
    settings.leased(Settings.NONE);
    settings.broughtInLine(false);
  }

  @Test
  void aFreshBackendIsBroughtInLineOnce() {
    settings.leased(Settings.NONE);
    assertThat(settings.differs()).isTrue();
    settings.broughtInLine(false);
    assertThat(settings.differs()).isFalse();
    assertThat(settings.ofBackend()).isEqualTo(startup);
  }

  @Test
  void rollbackUndoesAndCommitKeeps() {
    leasedAndInLine();
    settings.set(workMem("8MB"));
    settings.rollback();
    assertThat(now()).isEqualTo("7MB");
    settings.set(workMem("9MB"));
    settings.commit();
    settings.rollback();
    assertThat(now()).isEqualTo("9MB");
    assertThat(settings.differs()).isFalse();
    assertThat(settings.ofBackend().get("work_mem")).isEqualTo(workMem("9MB"));
  }

  @Test
  void aResetMakesSessionAndBackendDiffer() {
    leasedAndInLine();
    settings.set(workMem("8MB"));
    settings.commit();
    settings.reset("work_mem");
    settings.commit();
    assertThat(now()).isEqualTo("7MB");
    assertThat(settings.differs()).isTrue();
  }

  @Test
  void savepointsOfOneNameHideEachOther() {
    leasedAndInLine();
    settings.savepoint("s");
    settings.set(workMem("1MB"));
    settings.savepoint("s");
    settings.set(workMem("2MB"));
    settings.rollbackTo("s");
    assertThat(now()).isEqualTo("1MB");
    settings.release("s");
    settings.rollbackTo("s");
    assertThat(now()).isEqualTo("7MB");
    settings.rollbackTo("no such savepoint");
    settings.release("no such savepoint");
    assertThat(now()).isEqualTo("7MB");
  }

  @Test
  void aTokenOutlivesTheBackendAndWhatABackendTells() {
    leasedAndInLine();
    settings.set(new SetSetting("penstock.token", "1:0/1", false, SettingForm.FLAT));
    settings.commit();
    settings.leased(startup);
    assertThat(settings.differs()).isFalse();
    settings.learned(Map.of("work_mem", "7MB"));
    assertThat(settings.differs()).isFalse();
    assertThat(settings.current().get("penstock.token")).isNotNull();
    settings.reset("penstock.token");
    settings.rollback();
    assertThat(settings.current().get("penstock.token")).isNotNull();
    settings.reset("penstock.token");
    settings.commit();
    assertThat(settings.current().get("penstock.token")).isNull();
    assertThat(settings.differs()).isFalse();
  }

  @Test
  void aBackendThatIsNotTrustedIsResetWholly() {
    settings.leased(startup);
    assertThat(settings.differs()).isFalse();
    settings.distrustBackend();
    assertThat(settings.differs()).isTrue();
    assertThat(settings.statements()).startsWith("RESET ROLE;").contains("RESET ALL;", "7MB");
    settings.broughtInLine(false);
    assertThat(settings.differs()).isFalse();
  }

  @Test
  void whatTheBackendToldHoldsForBoth() {
    leasedAndInLine();
    settings.learned(Map.of("work_mem", "3MB", "app.x", "1"));
    assertThat(now()).isEqualTo("3MB");
    assertThat(settings.customNames()).containsExactly("app.x");
    assertThat(settings.differs()).isFalse();
  }
}
