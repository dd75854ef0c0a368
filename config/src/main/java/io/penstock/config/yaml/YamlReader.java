package io.penstock.config.yaml;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads one YAML document. Anchors and aliases work; merge keys and several documents do not. */
public final class YamlReader {
  private static final YAMLFactory FACTORY = new YAMLFactory();
  private static final int MAX_DEPTH = 32;

  /** Bounds what aliases of aliases may grow to. */
  private static final int MAX_NODES = 1_000_000;

  private final YAMLParser parser;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int nodes;

  private record Anchored(YamlNode node, int nodes) {}

  private YamlReader(YAMLParser parser) {
    this.parser = parser;
  }

  /** The document's root; {@link YamlNode.Nothing} for an empty text. */
  public static YamlNode read(String text) throws YamlSyntaxException {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlReader(parser).document();
    } catch (JacksonException invalid) {
      throw syntax(invalid);
    } catch (YAMLException invalid) {
      throw new YamlSyntaxException(
          1, "not YAML: " + withoutNames(String.valueOf(invalid.getMessage())));
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory", impossible);
    }
  }

  private static YamlSyntaxException syntax(JacksonException invalid) {
    // The library's own message quotes the lines around the mistake, and those may hold a password.
    for (Throwable cause = invalid; cause != null; cause = cause.getCause()) {
      if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
        return new YamlSyntaxException(
            marked.getProblemMark().getLine() + 1,
            "not YAML: " + withoutNames(marked.getProblem()));
      }
    }
    int line = invalid.getLocation() == null ? 1 : Math.max(1, invalid.getLocation().getLineNr());
    return new YamlSyntaxException(line, "not YAML: " + withoutNames(invalid.getOriginalMessage()));
  }

  /**
   * The library's words without the tags and anchors they quote, which may be part of a password.
   */
  private static String withoutNames(String message) {
    return message.replaceFirst("(?s)(, got this instead| !|\\R).*", "");
  }

  private YamlNode document() throws IOException, YamlSyntaxException {
    if (parser.nextToken() == null) {
      return new YamlNode.Nothing(1);
    }
    YamlNode root = node(0);
    if (parser.nextToken() != null) {
      throw unsupported("a second document");
    }
    return root;
  }

  /** The node whose first token is the current one. */
  private YamlNode node(int depth) throws IOException, YamlSyntaxException {
    if (depth > MAX_DEPTH) {
      throw unsupported("nesting deeper than " + MAX_DEPTH);
    }
    if (parser.isCurrentAlias()) {
      return alias(parser.getText());
    }
    String anchor = parser.getObjectId();
    int before = nodes;
    count(1);
    YamlNode node = read(parser.currentToken(), depth);
    if (anchor != null) {
      anchors.put(anchor, new Anchored(node, nodes - before));
    }
    return node;
  }

  private YamlNode read(JsonToken token, int depth) throws IOException, YamlSyntaxException {
    int line = line();
    return switch (token) {
      case START_OBJECT -> new YamlNode.Mapping(line, entries(depth));
      case START_ARRAY -> new YamlNode.Sequence(line, items(depth));
      case VALUE_NULL -> new YamlNode.Nothing(line);
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
          new YamlNode.Scalar(line, parser.getText());
      default -> throw unsupported("this kind of value");
    };
  }

  private List<YamlNode.Entry> entries(int depth) throws IOException, YamlSyntaxException {
    List<YamlNode.Entry> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int line = line();
      if (key.equals("<<")) {
        throw unsupported("the merge key <<");
      }
      parser.nextToken();
      entries.add(new YamlNode.Entry(line, key, node(depth + 1)));
    }
    return entries;
  }

  private List<YamlNode> items(int depth) throws IOException, YamlSyntaxException {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(depth + 1));
    }
    return items;
  }

  private YamlNode alias(String name) throws YamlSyntaxException {
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      throw new YamlSyntaxException(line(), "an alias of something that is not there yet");
    }
    count(anchored.nodes());
    return anchored.node();
  }

  private void count(int more) throws YamlSyntaxException {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw new YamlSyntaxException(line(), "more than " + MAX_NODES + " values");
    }
  }

  private YamlSyntaxException unsupported(String what) {
    return new YamlSyntaxException(line(), what + " is not supported");
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
