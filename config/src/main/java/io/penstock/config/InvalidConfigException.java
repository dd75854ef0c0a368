package io.penstock.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration file that cannot be used. Names everything that is wrong with it, one line each.
 */
public final class InvalidConfigException extends RuntimeException {
  /** PostgreSQL's config_file_error, for the admin console's answer to RELOAD. */
  public static final String SQL_STATE = "F0000";

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  InvalidConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file's lines. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
