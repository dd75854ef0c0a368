package io.penstock.proxy.cli;

import picocli.CommandLine;

/** What a command leaves to the shell. */
final class ExitCode {
  static final int OK = CommandLine.ExitCode.OK;

  /** It could not do what it was asked for, and has said why. */
  static final int FAILED = CommandLine.ExitCode.SOFTWARE;

  /** It was asked for something it does not know. Picocli's choice as well. */
  static final int USAGE = CommandLine.ExitCode.USAGE;

  private ExitCode() {}
}
