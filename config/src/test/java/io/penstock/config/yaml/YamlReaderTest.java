package io.penstock.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {

  @Test
  void everyNodeKnowsItsLineAndScalarsAreAsTheyAreWritten() throws YamlSyntaxException {
    YamlNode.Mapping root =
        (YamlNode.Mapping)
            YamlReader.read(
                """
                # a comment
                a: 0123

                b:
                  - "quoted"
                  - true
                c: ~
                d: |
                  two
                  lines
                """);
    assertThat(root.entries())
        .containsExactly(
            new YamlNode.Entry(2, "a", new YamlNode.Scalar(2, "0123")),
            new YamlNode.Entry(
                4,
                "b",
                new YamlNode.Sequence(
                    5, List.of(new YamlNode.Scalar(5, "quoted"), new YamlNode.Scalar(6, "true")))),
            new YamlNode.Entry(7, "c", new YamlNode.Nothing(7)),
            new YamlNode.Entry(8, "d", new YamlNode.Scalar(8, "two\nlines\n")));
  }

  @Test
  void aKeyThatStandsTwiceIsKeptTwice() throws YamlSyntaxException {
    YamlNode.Mapping root = (YamlNode.Mapping) YamlReader.read("a: 1\na: 2\n");
    assertThat(root.entries()).extracting(YamlNode.Entry::line).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a: 1\\n---\\nb: 2         | 3 | a second document is not supported
          a: &x {b: 1}\\nc:\\n  <<: *x | 3 | the merge key << is not supported
          a: *x                    | 1 | an alias of something that is not there yet
          a: &x [*x]               | 1 | an alias of something that is not there yet
          a: &x k\\n*x : 1          | 2 | not YAML: Expected a field name (Scalar value in YAML)
          a: !!binary aGVsbG8=     | 1 | this kind of value is not supported
          a: "x                    | 1 | not YAML: found unexpected end of stream
          a: 1\\n b: 2              | 2 | not YAML: mapping values are not allowed here
          a: [1                    | 1 | not YAML: expected ',' or ']', but got <stream end>
          a: @x                    | 1 | not YAML: found character '@' that cannot start any token
          {[a]: b}                 | 1 | not YAML: Expected a field name
          """)
  void whatIsNotSupportedIsToldWithItsLine(String written, int line, String message) {
    assertThatThrownBy(() -> YamlReader.read(written.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            YamlSyntaxException.class, failure -> assertThat(failure.line()).isEqualTo(line))
        .hasMessageStartingWith(message);
  }

  @Test
  void depthAndWhatAliasesGrowToAreBounded() {
    assertThatThrownBy(() -> YamlReader.read("[".repeat(40) + "]".repeat(40)))
        .isInstanceOf(YamlSyntaxException.class)
        .hasMessage("nesting deeper than 32 is not supported");
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level < 9; level++) {
      String item = "*a" + (level - 1);
      bomb.append("a%d: &a%d [%s]\n".formatted(level, level, (item + ", ").repeat(9) + item));
    }
    assertThatThrownBy(() -> YamlReader.read(bomb.toString()))
        .isInstanceOf(YamlSyntaxException.class)
        .hasMessage("more than 1000000 values");
  }
}
