package io.penstock.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/** Another JVM that starts one server, prints where it is, and holds it until its input ends. */
final class ChildJvm implements AutoCloseable {
  /** What the child printed about its server. */
  record Started(Path data, long watchdog, String answer) {
    Path folder() {
      return data.resolveSibling("");
    }
  }

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Runs as the current user, with binaries and servers below the folder given. */
  static ChildJvm launch(Path home) throws Exception {
    return launch(List.of(), home, classPath());
  }

  static ChildJvm launch(List<String> prefix, Path home, List<Path> classPath) throws Exception {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1"));
    command.add("-D" + Home.PROPERTY + "=" + home);
    command.add("-cp");
    command.add(String.join(":", classPath.stream().map(Path::toString).toList()));
    command.add(ChildJvm.class.getName());
    return new ChildJvm(
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .start());
  }

  /** All that the child needs, wherever the build keeps it. */
  static List<Path> classPath() throws IOException, URISyntaxException {
    List<Path> entries = new ArrayList<>();
    for (Class<?> one :
        List.of(
            ChildJvm.class,
            PostgresServer.class,
            org.postgresql.Driver.class,
            XZInputStream.class,
            org.slf4j.Logger.class)) {
      entries.add(Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }
    URL binaries =
        ChildJvm.class
            .getClassLoader()
            .getResource(
                PostgresBinaries.archiveName(
                    System.getProperty("os.name"), System.getProperty("os.arch")));
    if (binaries == null) {
      throw new IOException("the archive of binaries is not on the class path");
    }
    JarURLConnection connection = (JarURLConnection) binaries.openConnection();
    entries.add(Path.of(connection.getJarFileURL().toURI()));
    return entries;
  }

  /** Waits for the child's server. */
  Started awaitStarted() throws IOException {
    StringBuilder printed = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("STARTED ")) {
        String[] words = line.split(" ", 4);
        return new Started(Path.of(words[1]), Long.parseLong(words[2]), words[3]);
      }
      printed.append(line).append('\n');
    }
    throw new IOException("the child JVM ended without a server: " + printed);
  }

  /** SIGKILL: no hook runs, nothing is closed in order. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Lets the child end in order, by return from main. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
    output.close();
  }

  /** The child's own side. Leaves its server to the shutdown hook. */
  public static void main(String[] arguments) throws Exception {
    PostgresServer server = PostgresServer.builder().name("child").start();
    System.out.printf(
        "STARTED %s %d %s%n",
        server.dataDirectory(), server.watchdogPid(), server.text("SELECT current_user"));
    while (System.in.read() >= 0) {
      Thread.onSpinWait();
    }
  }
}
