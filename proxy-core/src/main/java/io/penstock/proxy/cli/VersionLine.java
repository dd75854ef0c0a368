package io.penstock.proxy.cli;

import io.penstock.proxy.server.Version;
import picocli.CommandLine.IVersionProvider;

/** One line for a bug report: which Penstock this is, and what it runs on. */
final class VersionLine implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  static String text() {
    return "penstock %s (Java %s, %s %s)"
        .formatted(
            Version.text(),
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"));
  }
}
