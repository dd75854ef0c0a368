package io.penstock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** Looks at the processes of the machine, as the tests' own way to see what is left. */
final class Processes {
  private Processes() {}

  /** The pids of all processes whose working folder is below this one, be it deleted or not. */
  static List<String> in(Path folder) {
    return where(process ->
        Files.readSymbolicLink(process.resolve("cwd")).toString().startsWith(folder.toString()));
  }

  /** The pids of all processes with these two among their arguments. */
  static List<String> named(String name, Path argument) {
    return where(process -> {
      List<String> words = List.of(Files.readString(process.resolve("cmdline")).split("\0", -1));
      return words.contains(name) && words.contains(argument.toString());
    });
  }

  private interface Look {
    boolean at(Path process) throws IOException;
  }

  private static List<String> where(Look look) {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      return StreamSupport.stream(processes.spliterator(), false)
          .filter(process -> matches(process, look))
          .map(process -> process.getFileName().toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean matches(Path process, Look look) {
    try {
      return look.at(process);
    } catch (IOException notOursOrGone) {
      return false;
    }
  }
}
