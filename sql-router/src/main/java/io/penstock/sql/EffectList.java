package io.penstock.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * The effects of one statement, each once but for settings, whose order counts; too many of them
 * become an Opaque.
 */
final class EffectList {
  private static final int MOST = 64;

  private final List<Effect> effects = new ArrayList<>(2);

  void add(Effect effect) {
    if (effects.size() >= MOST) {
      effect = Effect.Opaque.INSTANCE;
    }
    boolean setting = effect instanceof Effect.SetSetting || effect instanceof Effect.ResetSetting;
    if (setting || !effects.contains(effect)) {
      effects.add(effect);
    }
  }

  boolean contains(Effect effect) {
    return effects.contains(effect);
  }

  void addAll(List<Effect> more) {
    more.forEach(this::add);
  }

  List<Effect> list() {
    return List.copyOf(effects);
  }
}
