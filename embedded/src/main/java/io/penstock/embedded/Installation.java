package io.penstock.embedded;

import org.jspecify.annotations.Nullable;

/** What all servers of this JVM share. Made when the first server is. */
record Installation(Home home, PostgresBinaries binaries, DataTemplate template) {
  private static @Nullable Installation current;

  static synchronized Installation current() {
    Installation found = current;
    if (found == null) {
      Home home = Home.open();
      PostgresBinaries binaries = PostgresBinaries.in(home);
      found = new Installation(home, binaries, new DataTemplate(home, binaries));
      current = found;
    }
    return found;
  }
}
