package io.penstock.sql.route;

import io.penstock.sql.facts.FunctionUse;
import io.penstock.sql.facts.ParseResult;
import io.penstock.sql.facts.TableUse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a text names, for a person: each once, in the order of the text.
 *
 * @param tables those that are written with {@code (written)} behind them
 * @param parameters the highest parameter number, 0 if there is none
 */
public record TextNames(List<String> tables, List<String> functions, int parameters) {
  public TextNames {
    tables = List.copyOf(tables);
    functions = List.copyOf(functions);
  }

  /** The names in a text; those of statements that are not in the grammar are missing. */
  public static TextNames of(RoutedText text) {
    Set<String> tables = new LinkedHashSet<>();
    Set<String> functions = new LinkedHashSet<>();
    int parameters = 0;
    for (ParseResult statement : text.facts().statements()) {
      if (statement instanceof ParseResult.Parsed(var facts)) {
        for (TableUse table : facts.tables()) {
          String written = table.access() == TableUse.Access.WRITE ? " (written)" : "";
          tables.add(name(table.schema(), table.name()) + written);
        }
        for (FunctionUse function : facts.functions()) {
          functions.add(name(function.schema(), function.name()));
        }
        parameters = Math.max(parameters, facts.parameters());
      }
    }
    if (text instanceof RoutedText.Command(Utility.CopiesOut(TableUse table))) {
      tables.add(name(table.schema(), table.name()));
    }
    return new TextNames(List.copyOf(tables), List.copyOf(functions), parameters);
  }

  private static String name(@Nullable String schema, String name) {
    return schema == null ? name : schema + "." + name;
  }
}
