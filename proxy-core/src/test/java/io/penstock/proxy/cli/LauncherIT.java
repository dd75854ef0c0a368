package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as it is, with what the build has made. */
class LauncherIT {
  @TempDir private Path elsewhere;

  private LaunchedProcess launch(String... words) throws Exception {
    Path link = elsewhere.resolve("a link");
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, Project.folder().resolve("bin/penstock"));
    }
    return LaunchedProcess.prepare(link, words).folder(elsewhere).run();
  }

  @Test
  void fromAnotherFolderThroughALinkItTellsTheVersionOfTheBuild() throws Exception {
    LaunchedProcess run = launch("version");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("penstock \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d.+\\)\n");
  }

  @Test
  void theExitCodeOfTheCommandIsThatOfTheLauncher() throws Exception {
    assertThat(launch("fly").exitCode()).isEqualTo(2);
    assertThat(launch("check", "nowhere.yaml").exitCode()).isEqualTo(1);
  }

  @Test
  void aFileIsFoundFromTheFolderTheUserIsIn() throws Exception {
    Files.writeString(
        elsewhere.resolve("my file.yaml"), "databases: {shop: {nodes: [{host: 127.0.0.1}]}}\n");
    assertThat(launch("check", "my file.yaml"))
        .isEqualTo(new LaunchedProcess(0, "my file.yaml: ok (1 database, 1 node, 0 users)\n", ""));
  }

  @Test
  void aPasswordIsReadFromStandardInputWhenThereIsNoTerminal() throws Exception {
    LaunchedProcess run = launch("hash-password");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the password is empty");
  }
}
