package io.penstock.proxy.console;

import io.penstock.wire.backend.ErrorFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command came to.
 *
 * @param rows null when the command has no table
 * @param tag of its CommandComplete
 * @param afterwards what to do once the answer was sent
 */
record Outcome(
    List<ErrorFields> notices, Table.@Nullable Rows<?> rows, String tag, Runnable afterwards) {
  static Outcome of(String tag) {
    return new Outcome(List.of(), null, tag, Outcome::nothing);
  }

  static Outcome of(Table.Rows<?> rows, String tag) {
    return new Outcome(List.of(), rows, tag, Outcome::nothing);
  }

  static Outcome of(ErrorFields notice, String tag) {
    return new Outcome(List.of(notice), null, tag, Outcome::nothing);
  }

  private static void nothing() {}

  static Outcome then(String tag, Runnable afterwards) {
    return new Outcome(List.of(), null, tag, afterwards);
  }
}
