package io.penstock.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the pages to what is there. */
final class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

  private record Link(Path page, int line, String target) {
    boolean isBroken() {
      String[] parts = target.split("#", 2);
      Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
      if (!Files.exists(file)) {
        return true;
      }
      return parts.length == 2 && parts[0].endsWith(".md") && !headings(file).contains(parts[1]);
    }

    @Override
    public String toString() {
      return Repository.root().relativize(page) + ":" + line + " -> " + target;
    }
  }

  @Test
  void everyRelativeLinkLeadsToAFileAndEveryFragmentToAHeading() throws IOException {
    List<Link> links = new ArrayList<>();
    for (Path page : Repository.files(".md")) {
      links.addAll(links(page));
    }
    assertThat(links)
        .extracting(link -> link.page().getFileName().toString())
        .contains("README.md");
    assertThat(links.stream().filter(Link::isBroken)).as("links that lead nowhere").isEmpty();
  }

  @Test
  void everyDecisionHasItsPartsAndANumberOfItsOwn() throws IOException {
    List<Path> decisions =
        Repository.files(".md").stream()
            .filter(page -> page.getParent().endsWith("docs/decisions"))
            .toList();
    assertThat(decisions).isNotEmpty();
    assertThat(decisions.stream().map(page -> page.getFileName().toString().substring(0, 4)))
        .doesNotHaveDuplicates()
        .allMatch(number -> number.matches("[0-9]{4}"));
    assertThat(decisions)
        .allSatisfy(page ->
            assertThat(headings(page))
                .as(page.toString())
                .contains("context", "decision", "rejected", "consequences"));
  }

  private static List<Link> links(Path page) {
    List<Link> found = new ArrayList<>();
    boolean code = false;
    int number = 0;
    for (String line : Repository.lines(page)) {
      number++;
      if (line.startsWith("```")) {
        code = !code;
      }
      if (!code) {
        for (MatchResult match : LINK.matcher(line).results().toList()) {
          String target = match.group(1);
          if (!ELSEWHERE.matcher(target).matches()) {
            found.add(new Link(page, number, target));
          }
        }
      }
    }
    return found;
  }

  /** As links name them: in lower case, with dashes for spaces and without punctuation. */
  private static List<String> headings(Path page) {
    return Repository.lines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{Alnum} _-]", "").replace(' ', '-'))
        .toList();
  }
}
