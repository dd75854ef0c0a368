package io.penstock.sql.catalog;

import io.penstock.sql.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The schemas in which names without one are looked for, in PostgreSQL's order: pg_catalog comes
 * first unless it is named. Immutable; equal paths are found equal fast.
 */
public final class SearchPath {
  private static final String CATALOG = "pg_catalog";

  private final List<String> schemas;
  private final int hash;

  private SearchPath(List<String> named) {
    List<String> all = new ArrayList<>(named);
    if (!all.contains(CATALOG)) {
      all.addFirst(CATALOG);
    }
    this.schemas = List.copyOf(all);
    this.hash = schemas.hashCode();
  }

  /** A path of these schemas; {@code $user} means nothing here. */
  public static SearchPath of(String... schemas) {
    return new SearchPath(List.of(schemas));
  }

  /**
   * Reads the setting as SHOW shows it.
   *
   * @param setting {@code "$user", public}
   * @param role whose schema {@code $user} is; null if that is not known, and then it is left out
   */
  public static SearchPath read(String setting, @Nullable String role) {
    List<String> schemas = new ArrayList<>();
    for (String entry : entries(setting)) {
      String name = entry.startsWith("\"") ? Names.unquoted(entry) : Names.folded(entry);
      if ("$user".equals(name)) {
        name = role;
      }
      if (name != null && !name.isEmpty() && !schemas.contains(name)) {
        schemas.add(name);
      }
    }
    return new SearchPath(schemas);
  }

  private static List<String> entries(String setting) {
    List<String> entries = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int at = 0; at < setting.length(); at++) {
      char letter = setting.charAt(at);
      quoted ^= letter == '"';
      if (letter == ',' && !quoted) {
        entries.add(setting.substring(start, at).strip());
        start = at + 1;
      }
    }
    entries.add(setting.substring(start).strip());
    return entries;
  }

  /** The others, in their order. */
  public SearchPath without(Predicate<String> schema) {
    List<String> left = new ArrayList<>(schemas);
    return left.removeIf(schema) ? new SearchPath(left) : this;
  }

  /** All of them, pg_catalog included. */
  public List<String> schemas() {
    return schemas;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SearchPath that && hash == that.hash && sameSchemas(that));
  }

  /** Without the iterators of List.equals: this is asked for each statement. */
  private boolean sameSchemas(SearchPath that) {
    int size = schemas.size();
    if (size != that.schemas.size()) {
      return false;
    }
    for (int at = 0; at < size; at++) {
      if (!schemas.get(at).equals(that.schemas.get(at))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return String.join(", ", schemas);
  }
}
