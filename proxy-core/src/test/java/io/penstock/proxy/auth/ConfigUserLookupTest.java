package io.penstock.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.UserConfig;
import io.penstock.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigUserLookupTest {
  private static final Map<String, UserConfig> USERS =
      ConfigLoader.parse(
              """
              users:
                app: {password: sesame}
                other: {password: open}
                bare: {}
              databases: {shop: {nodes: [{host: 127.0.0.1}]}}
              authentication: {query-user: app}
              """)
          .users();

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final StrangerSecrets strangers = new StrangerSecrets(Bytes.utf8("key"));

  private ConfigUserLookup users(UserLookup others) {
    return new ConfigUserLookup(USERS, strangers, tasks::add, others);
  }

  private static CompletableFuture<@Nullable StoredSecret> lookup(UserLookup users, String user) {
    return users.lookup("shop", user).toCompletableFuture();
  }

  @Test
  void aPasswordIsDerivedOnTheExecutorAndOnce() {
    ConfigUserLookup users = users(UserLookup.NOBODY);
    CompletableFuture<@Nullable StoredSecret> first = lookup(users, "app");
    CompletableFuture<@Nullable StoredSecret> second = lookup(users, "app");
    assertThat(first).isNotDone();
    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(first.join()).isInstanceOf(StoredSecret.Plain.class).isSameAs(second.join());
    assertThat(lookup(users, "app")).isDone();
    assertThat(tasks).isEmpty();
  }

  @Test
  void preparingDerivesEveryPasswordInOneTaskBeforeAnybodyLogsIn() {
    ConfigUserLookup users = users(UserLookup.NOBODY);
    users.prepare();
    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(lookup(users, "app")).isDone();
    assertThat(lookup(users, "other")).isDone();
    assertThat(tasks).isEmpty();
  }

  @Test
  void whomTheFileDoesNotKnowOrKnowsWithoutPasswordOthersAreAskedFor() {
    StoredSecret found = new StoredSecret.Scram(strangers.derive("x", "sesame"));
    ConfigUserLookup users =
        users((database, user) ->
            CompletableFuture.<@Nullable StoredSecret>completedStage(
                user.equals("nobody") ? null : found));
    assertThat(lookup(users, "stranger").join()).isSameAs(found);
    assertThat(lookup(users, "bare").join()).isSameAs(found);
    assertThat(lookup(users, "nobody").join()).isNull();
  }

  @Test
  void aUserWithoutPasswordIsKnownAllTheSame() {
    assertThat(lookup(users(UserLookup.NOBODY), "bare").join()).isEqualTo(StoredSecret.NONE);
    assertThat(lookup(users(UserLookup.NOBODY), "nobody").join()).isNull();
  }
}
