package io.penstock.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.DatabaseConfig;
import io.penstock.config.Environment;
import io.penstock.config.PenstockConfig;
import io.penstock.config.PoolMode;
import io.penstock.config.UserConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {
  private static final String GOOD =
      """
      users:
        app: {password: secret}
        other: {password: secret}
      databases:
        shop:
          nodes:
            - {name: a, host: 127.0.0.1, port: 5432}
            - {name: b, host: 127.0.0.1, port: 5433}
      """;

  @TempDir private Path folder;

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("penstock.yaml"), yaml);
  }

  @Test
  void aGoodFileIsCalledOkInOneLine() throws IOException {
    Path file = file(GOOD);
    assertThat(CommandRun.of("check", file.toString()))
        .isEqualTo(new CommandRun(0, file + ": ok (1 database, 2 nodes, 2 users)\n", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "run"})
  void everyMistakeIsNamedWithItsLine(String command) throws IOException {
    Path file = file(GOOD.replace("5432", "x").replace("5433", "0") + "pool: {sise: 1}\n");
    CommandRun run = CommandRun.of(command, file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .hasSize(3)
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith(file + ":7: databases.shop.nodes[0].port:"),
            line -> assertThat(line).startsWith(file + ":8: databases.shop.nodes[1].port:"),
            line -> assertThat(line).startsWith(file + ":9: pool.sise:"));
  }

  @Test
  void aFileThatIsNotThereIsSaidToBe() {
    Path file = folder.resolve("nowhere.yaml");
    CommandRun run = CommandRun.of("check", file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith(file + ": cannot be read: no such file").hasLineCount(1);
  }

  @Test
  void theExampleIsValidAndMeansWhatItsCommentsSay() {
    Path example = Project.folder().resolve("deploy/penstock.example.yaml");
    PenstockConfig config = ConfigLoader.load(example, everyVariableSet());
    assertThat(config.databases()).containsOnlyKeys("shop");
    DatabaseConfig shop = Objects.requireNonNull(config.database("shop"));
    assertThat(shop.pool().size()).isEqualTo(40);
    assertThat(shop.pool().reserve()).isEqualTo(5);
    UserConfig reports = Objects.requireNonNull(config.users().get("reports"));
    assertThat(reports.poolMode()).isEqualTo(PoolMode.SESSION);
    assertThat(config.users()).containsOnlyKeys("app", "reports", "legacy", "admin");
    assertThat(config.admin().users()).containsExactly("admin");
  }

  @Test
  void theSmallestFileInTheReadmeIsValid() throws IOException {
    String readme = Files.readString(Project.folder().resolve("README.md"));
    Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).isTrue();
    PenstockConfig config = ConfigLoader.parse(block.group(1), everyVariableSet());
    assertThat(config.databases()).containsOnlyKeys("shop");
    assertThat(block.group(1).lines().count()).isLessThanOrEqualTo(10);
  }

  private static Environment everyVariableSet() {
    Environment system = Environment.system();
    return new Environment() {
      @Override
      public String variable(String name) {
        return "value of " + name;
      }

      @Override
      public String read(Path file) throws IOException {
        return system.read(file);
      }

      @Override
      public boolean isReadable(Path file) {
        return system.isReadable(file);
      }
    };
  }
}
