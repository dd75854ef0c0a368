package io.penstock.config;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes records of what the file does not say. */
final class Defaults {
  private Defaults() {}

  /** The block that names no key. Its type must have no required key. */
  static <T extends Record> T of(Class<T> block) {
    return create(block, ConfigKey.of(block).stream().map(Defaults::of).toArray());
  }

  /** The value of a key that the file does not name; null when it may be absent or is required. */
  static @Nullable Object of(ConfigKey key) {
    if (key.nullable()) {
      return null;
    }
    String text = key.defaultText();
    return switch (key.type()) {
      case KeyType.Scalar scalar -> text == null ? null : parse(scalar.type(), text);
      case KeyType.Texts texts -> text == null ? List.of() : List.of(text);
      case KeyType.Block block -> of(block.type());
      case KeyType.Blocks blocks -> List.of();
      case KeyType.NamedBlocks blocks -> Map.of();
    };
  }

  /** What stands for a value that could not be read while the rest of the file is looked at. */
  static @Nullable Object placeholder(ConfigKey key) {
    Object value = of(key);
    if (value != null || key.nullable() || !(key.type() instanceof KeyType.Scalar scalar)) {
      return value;
    }
    return switch (scalar.type()) {
      case ScalarType.WholeNumber number -> (int) number.min();
      case ScalarType.ByteCount count -> (int) count.min();
      case ScalarType.Time time -> time.min();
      case ScalarType.Flag flag -> false;
      case ScalarType.Text text -> "";
      case ScalarType.HostName host -> "";
      case ScalarType.Addresses addresses -> AddressRange.ALL;
      case ScalarType.FilePath file -> Path.of("");
      case ScalarType.Confidential secret -> Secret.of("");
      case ScalarType.Choice choice -> choice.type().getEnumConstants()[0];
    };
  }

  private static Object parse(ScalarType type, String text) {
    return text.isEmpty() ? text : type.parse(text);
  }

  static <T extends Record> T create(Class<T> block, @Nullable Object[] values) {
    Class<?>[] types =
        ConfigKey.of(block).stream()
            .map(key -> (Class<?>) key.component().getType())
            .toArray(Class<?>[]::new);
    try {
      return Objects.requireNonNull(block.getDeclaredConstructor(types).newInstance(values));
    } catch (InvocationTargetException refused) {
      throw new IllegalStateException("cannot make a " + block.getSimpleName(), refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("cannot make a " + block.getSimpleName(), impossible);
    }
  }
}
