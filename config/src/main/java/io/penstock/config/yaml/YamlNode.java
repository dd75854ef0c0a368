package io.penstock.config.yaml;

import java.util.List;

/** A piece of a YAML document, with the line it starts on, from 1. */
public sealed interface YamlNode {
  int line();

  /** Keys and their values in the order of the file; a key may stand there twice. */
  record Mapping(int line, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** One key of a mapping, and the line of the key. */
  record Entry(int line, String key, YamlNode value) {}

  /** A list. */
  record Sequence(int line, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** A single value, as it is written, without quotes. */
  record Scalar(int line, String text) implements YamlNode {}

  /** Nothing, {@code null} or {@code ~}. */
  record Nothing(int line) implements YamlNode {}
}
