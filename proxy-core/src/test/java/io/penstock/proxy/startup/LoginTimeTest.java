package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.backend.AuthenticationCleartextPassword;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.AuthenticationSasl;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.frontend.PasswordMessage;
import io.penstock.wire.frontend.SslRequest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The login timeout, and what must not be waited for on an event loop. */
class LoginTimeTest {
  private static final String TEN_SECONDS = "limits: {login-timeout: 10s}\n";

  private static void pass(StartupClient client, long seconds) {
    client.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    client.channel.runScheduledPendingTasks();
  }

  private static StartupClient frozen(TestProxy proxy) {
    return new StartupClient(proxy.connectFrozen());
  }

  @Test
  void aLoginThatTakesTooLongIsEndedAsPostgresqlDoes() {
    TestProxy proxy = TestProxy.with(TEN_SECONDS);
    StartupClient client = frozen(proxy).startsUp("app", "shop");
    client.reply(AuthenticationSasl.class);
    pass(client, 9);
    assertThat(client.isOpen()).isTrue();
    assertThat(client.replies()).isEmpty();
    pass(client, 2);
    ErrorFields refusal = client.refusal();
    assertThat(refusal.sqlState()).isEqualTo("57014");
    assertThat(refusal.message()).isEqualTo("canceling authentication due to timeout");
    assertThat(client.isOpen()).isFalse();
    assertThat(proxy.reception.strangers()).isZero();
  }

  @Test
  void halfAStartupMessageIsEndedTheSameWay() {
    StartupClient client = frozen(TestProxy.with(TEN_SECONDS));
    client.sendsBytes((byte) 0, (byte) 0);
    pass(client, 11);
    assertThat(client.refusal().sqlState()).isEqualTo("57014");
  }

  @Test
  void whoeverSaysNothingIsClosedWithoutAWord() {
    TestProxy proxy = TestProxy.with(TEN_SECONDS);
    StartupClient client = frozen(proxy);
    pass(client, 11);
    assertThat(client.isOpen()).isFalse();
    assertThat(client.replies()).isEmpty();
    assertThat(proxy.door.rejected).isEmpty();
  }

  @Test
  void whoeverStopsInTheTlsHandshakeIsSentNothingInTheClear() {
    StartupClient client = frozen(TestProxy.with(TEN_SECONDS + TlsFiles.listen("prefer")));
    assertThat(client.sends(SslRequest.INSTANCE).letter()).isEqualTo('S');
    pass(client, 11);
    assertThat(client.isOpen()).isFalse();
    assertThat(client.replies()).isEmpty();
  }

  @Test
  void waitingForATurnCountsToo() {
    TestProxy proxy = TestProxy.with("limits: {login-timeout: 10s, max-logins-in-flight: 1}\n");
    StartupClient first = proxy.client().startsUp("app", "shop");
    StartupClient second = frozen(proxy).startsUp("app", "shop");
    pass(second, 11);
    assertThat(second.refusal().sqlState()).isEqualTo("57014");
    assertThat(proxy.reception.waitingLogins()).isZero();
    first.close();
  }

  @Test
  void theTimeoutEndsWithTheLogin() {
    TestProxy proxy =
        TestProxy.with(
            TEN_SECONDS + "authentication: {rules: [{address: 10.0.0.0/8, method: trust}]}\n");
    StartupClient client = frozen(proxy).startsUp("app", "shop");
    client.reply(AuthenticationOk.class);
    pass(client, 3600);
    assertThat(client.isOpen()).isTrue();
    client.close();
  }

  @Test
  void thePasswordIsDerivedOnTheExecutorAndOnceForAllItsLogins() {
    ArrayDeque<Runnable> derivations = new ArrayDeque<>();
    TestProxy proxy = TestProxy.with("", derivations::add);
    StartupClient first = proxy.client().startsUp("app", "shop");
    StartupClient second = proxy.client().startsUp("app", "shop");
    assertThat(first.replies()).isEmpty();
    assertThat(derivations).hasSize(1);
    derivations.remove().run();
    first.scram("sesame");
    second.scram("sesame");
    StartupClient third = proxy.client().startsUp("app", "shop");
    third.scram("sesame");
    assertThat(proxy.door.clients).hasSize(3);
    assertThat(derivations).isEmpty();
    first.close();
    second.close();
    third.close();
  }

  @Test
  void aClientThatLeavesWhileItsUserIsLookedUpLeavesNothingBehind() {
    ArrayDeque<Runnable> derivations = new ArrayDeque<>();
    TestProxy proxy = TestProxy.with("limits: {max-logins-in-flight: 1}", derivations::add);
    StartupClient client = proxy.client().startsUp("app", "shop");
    client.close();
    derivations.remove().run();
    client.channel.runPendingTasks();
    assertThat(proxy.reception.strangers()).isZero();
    StartupClient next = proxy.client().startsUp("app", "shop");
    assertThat(next.reply(AuthenticationSasl.class)).isNotNull();
    next.close();
  }

  @Test
  void aPlainPasswordCostsOneDerivationOffTheLoopWhateverIsStoredForTheUser() {
    ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    TestProxy proxy =
        TestProxy.with("authentication: {rules: [{type: local, method: password}]}\n", tasks::add);
    for (String user : List.of("app", "scram", "legacy", "bare", "nobody")) {
      StartupClient client = proxy.local().startsUp(user, "shop");
      tasks.forEach(Runnable::run);
      tasks.clear();
      client.reply(AuthenticationCleartextPassword.class);
      client.sends(new PasswordMessage("wrong"));
      assertThat(client.replies()).isEmpty();
      assertThat(tasks).as(user).hasSize(1);
      tasks.remove().run();
      assertThat(client.refusal().sqlState()).isEqualTo("28P01");
    }
  }
}
