package io.penstock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedFolderTest {
  @TempDir private Path temporary = Path.of("/");

  private final AtomicInteger fillings = new AtomicInteger();
  private Path path = Path.of("/");

  @BeforeEach
  void choosePath() {
    path = temporary.resolve("shared");
  }

  @Test
  void isMadeOnce() throws IOException {
    provide();
    provide();
    assertThat(fillings).hasValue(1);
    assertThat(path.resolve("inner/one")).hasContent("1");
  }

  @Test
  void isMadeAnewWhenAFileIsMissing() throws IOException {
    provide();
    Files.delete(path.resolve("inner/one"));
    provide();
    assertThat(fillings).hasValue(2);
    assertThat(path.resolve("inner/one")).hasContent("1");
  }

  @Test
  void isNotThereWhenItsMakingFailedAndIsMadeByTheNext() throws IOException {
    SharedFolder folder = new SharedFolder(path);
    assertThatThrownBy(() ->
            folder.provide(
                home(),
                unfinished -> {
                  Files.createDirectory(unfinished);
                  throw new IOException("disk full");
                }))
        .hasMessage("disk full");
    assertThat(path).doesNotExist();
    provide();
    assertThat(path.resolve("inner/one")).exists();
    try (var entries = Files.list(temporary)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "shared", "shared.entries");
    }
  }

  private void provide() throws IOException {
    new SharedFolder(path)
        .provide(
            home(),
            unfinished -> {
              fillings.incrementAndGet();
              Files.createDirectories(unfinished.resolve("inner"));
              Files.writeString(unfinished.resolve("inner/one"), "1");
            });
  }

  private Home home() {
    return new Home(temporary, new ServerUser("self", 0, 0, List.of()));
  }
}
