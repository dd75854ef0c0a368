package io.penstock.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what ARCHITECTURE.md says of the modules; their classes are all on this class path. */
final class ArchitectureTest {
  private static final int LONGEST_FILE = 500;

  /** Named by JavaCC. */
  private static final String GENERATED = "io.penstock.sql.grammar.TokenManager";

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.penstock");

  @Test
  void everyModuleIsLookedAt() {
    for (String module : List.of("wire", "config", "sql", "pool", "metrics", "embedded", "proxy")) {
      assertThat(OURS.stream().filter(type -> type.getPackageName().startsWith(module(module))))
          .as(module)
          .hasSizeGreaterThan(10);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "wire, ''",
    "config, ''",
    "sql, config",
    "embedded, ''",
    "pool, wire config",
    "metrics, pool wire config",
    "proxy, wire config sql pool metrics embedded"
  })
  void aModuleKnowsOnlyTheModulesItMayKnow(String module, String allowed) {
    List<String> known =
        Stream.concat(Stream.of(module), Stream.of(allowed.split(" ")))
            .filter(name -> !name.isEmpty())
            .map(ArchitectureTest::module)
            .toList();
    classes()
        .that()
        .resideInAPackage(module(module) + "..")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are not ours, or are of " + known,
                type ->
                    !type.getPackageName().startsWith("io.penstock.")
                        || known.stream().anyMatch(type.getPackageName()::startsWith)))
        .check(OURS);
  }

  @Test
  void theModulesHaveNoCycles() {
    slices().matching("io.penstock.(*)..").should().beFreeOfCycles().check(OURS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy", "pool", "config", "wire"})
  void theFirstPackagesOfAModuleHaveNoCycles(String module) {
    slices().matching(module(module) + ".(*)..").should().beFreeOfCycles().check(OURS);
  }

  @Test
  void theScannerOfStatementsDoesNothingButScan() {
    classes()
        .that()
        .resideInAPackage("io.penstock.sql")
        .and()
        .doNotHaveSimpleName("NameTable") // Reads its word lists from the jar, once.
        .and()
        .doNotHaveSimpleName("FingerprintKey") // Asks for random bytes, once.
        .and()
        .doNotHaveSimpleName("KeyedHash") // Names a byte order.
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.penstock.sql",
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.nio.charset",
            "org.jspecify.annotations")
        .check(OURS);
  }

  @Test
  void routesAreDecidedWithoutInputOrOutput() {
    classes()
        .that()
        .resideInAnyPackage("io.penstock.sql.catalog", "io.penstock.sql.route")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.penstock.sql..",
            "io.penstock.config",
            "java.lang..",
            "java.time",
            "java.util",
            "java.util.concurrent.atomic",
            "java.util.function",
            "java.util.stream",
            "org.jspecify.annotations")
        .check(OURS);
  }

  @Test
  void theReadersOfFactsDoNothingButRead() {
    classes()
        .that()
        .resideInAnyPackage("io.penstock.sql.facts", "io.penstock.sql.tree")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.penstock.sql..",
            "org.apache.calcite.sql..",
            "com.google.common.collect", // Calcite's lists.
            "java.lang..",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.nio.charset",
            "org.jspecify.annotations")
        .check(OURS);
  }

  @ParameterizedTest
  @CsvSource({
    "com.zaxxer.hikari, pool.node",
    "io.micrometer, metrics",
    "io.prometheus, metrics",
    "io.github.resilience4j, pool.node",
    "com.fasterxml.jackson, config|proxy.http|pool.node",
    "picocli, proxy.cli",
    "ch.qos.logback, proxy.cli",
    "org.postgresql, pool.node|embedded|proxy.cli|proxy.move",
    "org.tukaani.xz, embedded",
    "org.apache.calcite, sql",
    "com.github.benmanes.caffeine, proxy.session",
    "java.util.logging, ''",
    "sun.misc, ''"
  })
  void aLibraryIsKnownOnlyToThePackagesThatAreForIt(String library, String allowed) {
    String[] places =
        Stream.of(allowed.split("\\|"))
            .filter(place -> !place.isEmpty())
            .map(place -> module(place) + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("io.penstock..")
        .and()
        .resideOutsideOfPackages(places)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library + "..")
        .check(OURS);
  }

  @Test
  void theWireProtocolKnowsOfNettyNothingButBuffers() {
    noClasses()
        .that()
        .resideInAPackage("io.penstock.wire..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are Netty's, but not of its buffers",
                type ->
                    type.getPackageName().startsWith("io.netty.")
                        && !type.getPackageName().startsWith("io.netty.buffer")
                        && !type.getPackageName().startsWith("io.netty.util")))
        .check(OURS);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.penstock.proxy.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(OURS);
  }

  /** Messages are named as in PostgreSQL's manual, which has CopyData and NoData. */
  @Test
  void namesSayWhatAClassIsAndNotThatItIsOne() {
    Pattern empty =
        Pattern.compile(
            ".*(Manager|Engine|Helper|Utils?|Processor|Impl|Base|Info|Data|Context)|I[A-Z][a-z].*");
    assertThat(
            OURS.stream()
                .filter(type -> !type.getPackageName().matches("io.penstock.wire.(back|front)end"))
                .filter(type -> !type.getFullName().equals(GENERATED)))
        .extracting(JavaClass::getSimpleName)
        .noneMatch(name -> empty.matcher(name).matches());
  }

  @Test
  void noFileIsTooLongToBeReadInOneGo() throws IOException {
    List<Path> files =
        Repository.files(".java").stream()
            .filter(file -> file.toString().contains("/src/main/java/"))
            .toList();
    assertThat(files).hasSizeGreaterThan(100);
    assertThat(files.stream().filter(file -> Repository.lines(file).size() > LONGEST_FILE))
        .as("files of more than %d lines", LONGEST_FILE)
        .isEmpty();
  }

  private static String module(String name) {
    return "io.penstock." + name;
  }
}
