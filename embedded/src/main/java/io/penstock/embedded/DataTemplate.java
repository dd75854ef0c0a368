package io.penstock.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes new data folders: by initdb, or faster as copies of one that initdb made before. */
record DataTemplate(Home home, PostgresBinaries binaries) {
  /**
   * PostgreSQL's own C.UTF-8, because it needs no locale of the machine and still knows upper and
   * lower case of all letters; the operating system's part is plain C.
   */
  private static final List<String> INITDB_OPTIONS =
      List.of(
          "--username=" + PostgresServer.SUPERUSER,
          "--auth=trust",
          "--encoding=UTF8",
          "--locale=C",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8",
          "--text-search-config=pg_catalog.english",
          "--no-sync",
          "--no-instructions");

  /** A data folder like all others, with the system identifier that all copies share. */
  void copyTo(Path data) throws IOException {
    Path template =
        home.templates()
            .resolve(
                "%s-%08x-%d"
                    .formatted(
                        binaries.fingerprint().substring(0, 16),
                        INITDB_OPTIONS.hashCode(),
                        home.user().uid()));
    new SharedFolder(template).provide(home, this::initialise);
    Folders.copy(template, data);
  }

  /** A data folder with a system identifier of its own. Slower than a copy by half a second. */
  void initialise(Path data) throws IOException {
    List<String> command = new ArrayList<>(List.of(binaries.program("initdb"), "-D"));
    command.add(data.toString());
    command.addAll(INITDB_OPTIONS);
    Command.Result result = Command.run(home.user().command(command));
    if (!result.succeeded()) {
      throw PostgresServerException.unsuitable(
          ("initdb as %s ended with status %d (expected: 0; %s must allow programs to run and let"
                  + " that user in, or name another folder with -D%s=…): %s")
              .formatted(
                  home.user().name(),
                  result.status(),
                  home.path(),
                  Home.PROPERTY,
                  result.output()));
    }
  }
}
