package io.penstock.sql.shard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parameters of a Bind, given one after the other. */
final class Values implements BoundParameters {
  private final List<Value> values = new ArrayList<>();

  private record Value(int type, boolean binary, Object bytes) {}

  Values text(int type, String value) {
    values.add(new Value(type, false, value.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  Values binary(int type, byte[] value) {
    values.add(new Value(type, true, value));
    return this;
  }

  Values isNull(int type) {
    values.add(new Value(type, false, ""));
    return this;
  }

  @Override
  public int count() {
    return values.size();
  }

  @Override
  public int type(int number) {
    return values.get(number - 1).type();
  }

  @Override
  public boolean binary(int number) {
    return values.get(number - 1).binary();
  }

  @Override
  public byte @Nullable [] value(int number) {
    return values.get(number - 1).bytes() instanceof byte[] bytes ? bytes : null;
  }
}
