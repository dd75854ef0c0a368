package io.penstock.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One key of the file, as a record's component and its annotations state it: the one source of
 * binding, defaults, JSON Schema and reference page.
 */
record ConfigKey(String name, RecordComponent component, KeyType type) {

  private static final ClassValue<List<ConfigKey>> KEYS =
      new ClassValue<>() {
        @Override
        protected List<ConfigKey> computeValue(Class<?> block) {
          return Arrays.stream(block.getRecordComponents())
              .filter(component -> !component.isAnnotationPresent(Derived.class))
              .map(ConfigKey::of)
              .toList();
        }
      };

  /** The keys of a block, in the order of the record. */
  static List<ConfigKey> of(Class<? extends Record> block) {
    return KEYS.get(block);
  }

  private static ConfigKey of(RecordComponent component) {
    return new ConfigKey(kebab(component.getName()), component, typeOf(component));
  }

  static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  String doc() {
    return Objects.requireNonNull(component.getAnnotation(Doc.class), component::toString).value();
  }

  @Nullable String defaultText() {
    Default annotation = component.getAnnotation(Default.class);
    return annotation == null ? null : annotation.value();
  }

  boolean nullable() {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** Whether the file must name it: a single value that may not be null and has no default. */
  boolean required() {
    boolean silent = defaultText() == null && !nullable();
    return has(NotEmpty.class) || (silent && type instanceof KeyType.Scalar);
  }

  boolean has(Class<? extends Annotation> annotation) {
    return component.isAnnotationPresent(annotation);
  }

  /** The top-level key whose values stand where this block is silent. */
  @Nullable String inheritsFrom() {
    InheritsFrom annotation = component.getAnnotation(InheritsFrom.class);
    return annotation == null ? null : annotation.value();
  }

  boolean secret() {
    return type instanceof KeyType.Scalar scalar
        && scalar.type() instanceof ScalarType.Confidential;
  }

  /** The component's value in a record. */
  @Nullable Object valueIn(Record block) {
    try {
      return component.getAccessor().invoke(block);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("cannot read " + component, impossible);
    }
  }

  private static KeyType typeOf(RecordComponent component) {
    Type type = component.getGenericType();
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Type element = arguments[arguments.length - 1];
      if (generic.getRawType() == Map.class) {
        return new KeyType.NamedBlocks(blockType((Class<?>) element));
      }
      return element == String.class
          ? new KeyType.Texts()
          : new KeyType.Blocks(blockType((Class<?>) element));
    }
    ScalarType scalar = scalarOf(component);
    return scalar == null
        ? new KeyType.Block(blockType(component.getType()))
        : new KeyType.Scalar(scalar);
  }

  private static Class<? extends Record> blockType(Class<?> type) {
    return type.asSubclass(Record.class);
  }

  @SuppressWarnings("unchecked")
  private static @Nullable ScalarType scalarOf(RecordComponent component) {
    Class<?> type = component.getType();
    Range range = component.getAnnotation(Range.class);
    if (type == int.class) {
      return component.isAnnotationPresent(Bytes.class)
          ? new ScalarType.ByteCount(
              ByteCounts.parse(bound(range).min()), ByteCounts.parse(bound(range).max()))
          : new ScalarType.WholeNumber(
              Long.parseLong(bound(range).min()), Long.parseLong(bound(range).max()));
    }
    if (type == Duration.class) {
      String min = bound(range).min();
      return new ScalarType.Time(
          min.isEmpty() ? Duration.ZERO : Durations.parse(min),
          Durations.parse(bound(range).max()));
    }
    if (type == boolean.class) {
      return new ScalarType.Flag();
    }
    if (type == String.class) {
      return component.isAnnotationPresent(Host.class)
          ? new ScalarType.HostName()
          : new ScalarType.Text();
    }
    if (type == Path.class) {
      return new ScalarType.FilePath();
    }
    if (type == Secret.class) {
      return new ScalarType.Confidential();
    }
    if (type == AddressRange.class) {
      return new ScalarType.Addresses();
    }
    return type.isEnum() ? new ScalarType.Choice((Class<? extends Enum<?>>) type) : null;
  }

  private static Range bound(@Nullable Range range) {
    return Objects.requireNonNull(range, "numbers, sizes and durations need a @Range");
  }
}
