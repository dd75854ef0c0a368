package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a project of its own, with programs in place of Java and Maven that tell how they
 * were called.
 */
class LauncherTest {
  private static final String ECHO_ARGUMENTS =
      "for a in \"$@\"; do printf '<%s>' \"$a\"; done; echo";

  @TempDir private Path temporary;
  private Path project;
  private Path javaHome;
  private Path programs;

  @BeforeEach
  void layOutAProject() throws IOException {
    project = temporary.resolve("my project");
    Files.createDirectories(project.resolve("bin"));
    Files.copy(Project.folder().resolve("bin/penstock"), project.resolve("bin/penstock"));
    executable(project.resolve("bin/penstock"));
    programs = Files.createDirectory(temporary.resolve("programs"));
    javaHome = java("jdk", "99.0.1");
    program(
        "mvn",
        "mkdir -p proxy-core/target/penstock/lib",
        "echo \"mvn $*\" >> mvn.log",
        "echo noise",
        "touch proxy-core/target/penstock/lib/proxy-core-1.jar");
  }

  private Path java(String name, String version) throws IOException {
    Path home = Files.createDirectories(temporary.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), "printf '" + name + " '", ECHO_ARGUMENTS);
    return home;
  }

  private void program(String name, String... lines) throws IOException {
    script(programs.resolve(name), lines);
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private LaunchedProcess launch(Path launcher, String... words)
      throws IOException, InterruptedException {
    return LaunchedProcess.prepare(launcher, words)
        .variable("JAVA_HOME", javaHome.toString())
        .variable("PATH", programs + ":/usr/bin:/bin")
        .folder(temporary)
        .run();
  }

  @Test
  void argumentsReachJavaAsTheyWereGiven() throws Exception {
    LaunchedProcess run = launch(project.resolve("bin/penstock"), "check", "a  b", "*", "");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("jdk <-X")
        .endsWith(
            "<-cp><%s/proxy-core/target/penstock/lib/*><io.penstock.proxy.cli.Main><check><a  b><*><>\n"
                .formatted(project.toRealPath()));
  }

  @Test
  void itFindsItsProjectThroughAChainOfLinksRelativeAndAbsolute() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("else where/deep"));
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("../second link"));
    Files.createSymbolicLink(
        temporary.resolve("else where/second link"), project.resolve("bin/penstock"));
    assertThat(launch(first, "version").out())
        .contains("<" + project.toRealPath() + "/proxy-core/");
  }

  @Test
  void itBuildsOnceAndShowsNothingOfItThatIsNotNeeded() throws Exception {
    LaunchedProcess first = launch(project.resolve("bin/penstock"), "version");
    assertThat(first.out()).doesNotContain("noise");
    assertThat(first.err()).contains("building", "mvn -DskipTests package").doesNotContain("noise");
    LaunchedProcess second = launch(project.resolve("bin/penstock"), "version");
    assertThat(second.err()).isEmpty();
    assertThat(project.resolve("mvn.log"))
        .hasContent("mvn -B -q -DskipTests -Dspotless.check.skip -pl proxy-core -am package");
  }

  @Test
  void aBuildThatFailsIsShownAndNothingIsStarted() throws Exception {
    program("mvn", "echo 'no such symbol'", "exit 7");
    LaunchedProcess run = launch(project.resolve("bin/penstock"), "version");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no such symbol", "the build failed");
  }

  @Test
  void aJavaHomeThatIsTooOldGivesWayToTheJavaOnThePath() throws Exception {
    Path newer = java("newer", "98");
    program("java", "echo '    java.home = " + newer + "'");
    javaHome = java("old", "17.0.15");
    assertThat(launch(project.resolve("bin/penstock"), "version").out()).startsWith("newer <");
  }

  @Test
  void optionsForTheJvmAreSplitIntoWordsAndNotExpanded() throws Exception {
    LaunchedProcess run =
        LaunchedProcess.prepare(project.resolve("bin/penstock"), "version")
            .variable("JAVA_HOME", javaHome.toString())
            .variable("PATH", programs + ":/usr/bin:/bin")
            .variable("PENSTOCK_JAVA_OPTIONS", "-Xmx1g -Dx=/*")
            .folder(temporary)
            .run();
    assertThat(run.out()).contains("<-Xmx1g><-Dx=/*><-cp>");
  }
}
