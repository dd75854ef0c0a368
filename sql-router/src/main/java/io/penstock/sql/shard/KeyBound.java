package io.penstock.sql.shard;

import io.penstock.config.KeyForm;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of all keys: {@link #NOTHING} is below every key, {@link #EVERYTHING} above,
 * any other just above a key. Immutable, any thread.
 *
 * <p>Keys of fewer columns come first, then those of other types by {@link KeyForm}, then the
 * columns' values decide, the first one first, in the order that PostgreSQL has for them under the
 * collation "C". So an index finds the keys between two bounds.
 */
public final class KeyBound {
  /** Below every key. */
  public static final KeyBound NOTHING = new KeyBound(List.of());

  /** Above every key. */
  public static final KeyBound EVERYTHING = new KeyBound(List.of());

  private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
  private static final String ALL = "everything";

  private final List<KeyValue> key;

  private KeyBound(List<KeyValue> key) {
    this.key = List.copyOf(key);
  }

  /** Just above this key. */
  public static KeyBound above(List<KeyValue> key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a key has a column");
    }
    return new KeyBound(key);
  }

  /** The key just below; of no columns for the two ends. */
  public List<KeyValue> key() {
    return key;
  }

  /** Whether a key is below this bound. */
  @SuppressWarnings("ReferenceEquality") // Of the two ends there is one each.
  public boolean isAbove(List<KeyValue> other) {
    return this == EVERYTHING || (this != NOTHING && compare(other, key) <= 0);
  }

  /** Compares two keys by this order. */
  public static int compare(List<KeyValue> left, List<KeyValue> right) {
    int forms = compareForms(forms(left), forms(right));
    for (int column = 0; forms == 0 && column < left.size(); column++) {
      int values = KeyOrder.compare(left.get(column), right.get(column));
      if (values != 0) {
        return values;
      }
    }
    return forms;
  }

  /**
   * Where all keys with columns of these types stand: below 0 under this bound, above 0 over it, 0
   * if their values decide.
   */
  @SuppressWarnings("ReferenceEquality") // Of the two ends there is one each.
  public int compareKeysOf(List<Integer> typeOids) {
    if (this == EVERYTHING || this == NOTHING) {
      return this == EVERYTHING ? -1 : 1;
    }
    return compareForms(
        typeOids.stream().map(oid -> Objects.requireNonNull(KeyType.of(oid)).form()).toList(),
        forms(key));
  }

  private static int compareForms(List<KeyForm> left, List<KeyForm> right) {
    int size = Integer.compare(left.size(), right.size());
    for (int column = 0; size == 0 && column < left.size(); column++) {
      int forms = left.get(column).compareTo(right.get(column));
      if (forms != 0) {
        return forms;
      }
    }
    return size;
  }

  private static List<KeyForm> forms(List<KeyValue> key) {
    return key.stream().map(KeyBound::form).toList();
  }

  private static KeyForm form(KeyValue value) {
    return switch (value) {
      case KeyValue.Whole whole -> KeyForm.INTEGER;
      case KeyValue.Text text -> KeyForm.TEXT;
      case KeyValue.Uuid uuid -> KeyForm.UUID;
      case KeyValue.Day day -> KeyForm.DATE;
      case KeyValue.Moment moment -> moment.zoned() ? KeyForm.TIMESTAMPTZ : KeyForm.TIMESTAMP;
      case KeyValue.Truth truth -> KeyForm.BOOLEAN;
    };
  }

  /** A value as PostgreSQL reads it, where ISO dates are understood. */
  public static String text(KeyValue value) {
    return switch (value) {
      case KeyValue.Whole whole -> Long.toString(whole.value());
      case KeyValue.Text text -> text.value();
      case KeyValue.Uuid uuid -> String.format("%016x%016x", uuid.high(), uuid.low());
      case KeyValue.Day day -> EPOCH.plusDays(day.days()).toString();
      case KeyValue.Moment moment -> {
        LocalDateTime time = EPOCH.atStartOfDay().plus(moment.micros(), ChronoUnit.MICROS);
        yield MOMENT.format(time) + (moment.zoned() ? "+00" : "");
      }
      case KeyValue.Truth truth -> Boolean.toString(truth.value());
    };
  }

  /** This bound as texts, from which {@link #of} makes it again. */
  public List<String> texts() {
    if (equals(EVERYTHING)) {
      return List.of(ALL);
    }
    return key.stream()
        .map(value -> form(value).name().toLowerCase(Locale.ROOT) + ":" + text(value))
        .toList();
  }

  /**
   * The bound that these texts are of.
   *
   * @throws IllegalArgumentException if they are of none
   */
  public static KeyBound of(List<String> texts) {
    if (texts.isEmpty() || texts.equals(List.of(ALL))) {
      return texts.isEmpty() ? NOTHING : EVERYTHING;
    }
    List<KeyValue> key = new ArrayList<>();
    for (String text : texts) {
      int colon = text.indexOf(':');
      KeyForm form =
          KeyForm.valueOf(text.substring(0, Math.max(colon, 0)).toUpperCase(Locale.ROOT));
      key.add(KeyType.configured(form, text.substring(colon + 1)));
    }
    return above(key);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Of the two ends there is one each.
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof KeyBound bound && !key.isEmpty() && key.equals(bound.key));
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Of the two ends there is one each.
  public int hashCode() {
    return this == EVERYTHING ? 1 : key.hashCode();
  }

  @Override
  public String toString() {
    return key.isEmpty() && !equals(EVERYTHING) ? "nothing" : String.join(", ", texts());
  }
}
