package io.penstock.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CachingUserLookupTest {
  private long now;
  private final List<String> asked = new ArrayList<>();
  private final List<CompletableFuture<@Nullable StoredSecret>> answers = new ArrayList<>();
  private final CachingUserLookup cache =
      new CachingUserLookup(this::slow, Duration.ofSeconds(5), 2, () -> now);

  private CompletionStage<@Nullable StoredSecret> slow(String database, String user) {
    asked.add(database + "/" + user);
    CompletableFuture<@Nullable StoredSecret> answer = new CompletableFuture<>();
    answers.add(answer);
    return answer;
  }

  private CompletableFuture<@Nullable StoredSecret> lookup(String user) {
    return cache.lookup("shop", user).toCompletableFuture();
  }

  private void ask(String user) {
    var unused = lookup(user);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void manyWhoLogInTogetherAskOnce() {
    CompletableFuture<@Nullable StoredSecret> one = lookup("app");
    CompletableFuture<@Nullable StoredSecret> two = lookup("app");
    pass(Duration.ofMinutes(1));
    CompletableFuture<@Nullable StoredSecret> three = lookup("app");
    assertThat(asked).containsExactly("shop/app");
    answers.getFirst().complete(StoredSecret.NONE);
    assertThat(List.of(one.join(), two.join(), three.join())).containsOnly(StoredSecret.NONE);
  }

  @Test
  void anAnswerIsKeptForItsTimeThatThereIsNobodyIncluded() {
    ask("nobody");
    answers.getFirst().complete(null);
    pass(Duration.ofSeconds(4));
    assertThat(lookup("nobody").join()).isNull();
    assertThat(asked).hasSize(1);
    pass(Duration.ofSeconds(2));
    assertThat(lookup("nobody")).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aFailureIsToldAndForgotten() {
    CompletableFuture<@Nullable StoredSecret> failed = lookup("app");
    answers.getFirst().completeExceptionally(new IllegalStateException("down"));
    assertThatThrownBy(failed::join).hasRootCauseMessage("down");
    assertThat(lookup("app")).isNotDone();
    assertThat(asked).hasSize(2);
  }

  @Test
  void theOldestIsForgottenBeyondTheBound() {
    for (String user : List.of("one", "two", "three")) {
      ask(user);
      answers.getLast().complete(StoredSecret.NONE);
    }
    ask("three");
    ask("two");
    assertThat(asked).hasSize(3);
    ask("one");
    assertThat(asked).hasSize(4);
  }

  @Test
  void databasesAreKeptApartAndClearForgetsThemAll() {
    var unused = cache.lookup("shop", "app");
    unused = cache.lookup("orders", "app");
    assertThat(asked).containsExactly("shop/app", "orders/app");
    answers.forEach(answer -> answer.complete(null));
    cache.clear();
    unused = cache.lookup("shop", "app");
    assertThat(asked).hasSize(3);
  }
}
