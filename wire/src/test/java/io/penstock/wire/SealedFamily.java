package io.penstock.wire;

import java.util.HashSet;
import java.util.Set;

/** The records at the leaves of a sealed family, so that a new one without a sample is noticed. */
public final class SealedFamily {
  private SealedFamily() {}

  public static Set<Class<?>> records(Class<?> root) {
    Set<Class<?>> records = new HashSet<>();
    if (root.isSealed()) {
      for (Class<?> permitted : root.getPermittedSubclasses()) {
        records.addAll(records(permitted));
      }
    } else {
      records.add(root);
    }
    return records;
  }
}
