package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.Bytes;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.AuthenticationSasl;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.frontend.CancelRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many clients are let in, and how many may log in at once. */
class LimitsTest {
  private static final String TRUST =
      "authentication: {rules: [{address: 10.0.0.0/8, method: trust}]}\n";

  @ParameterizedTest
  @CsvSource({
    "max-clients, sorry, 11.0.0.1",
    "max-clients-per-address, address, 10.9.9.9",
    "max-clients-per-user, role \"app\", 10.9.9.9",
    "max-clients-per-database, database \"shop\", 10.9.9.9",
  })
  void oneClientTooManyIsToldWhichLimitAndHowMany(String key, String named, String elsewhere) {
    TestProxy proxy = TestProxy.with(TRUST + "limits: {" + key + ": 2}");
    List<StartupClient> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      StartupClient client = proxy.client().startsUp("app", "shop");
      client.reply(AuthenticationOk.class);
      clients.add(client);
    }
    ErrorFields refusal = proxy.client().startsUp("app", "shop").refusal();
    assertThat(refusal.sqlState()).isEqualTo("53300");
    assertThat(refusal.message()).contains(named);
    assertThat(refusal.detail()).isEqualTo("2 clients are connected; limits." + key + " allows 2.");
    // Whoever comes from elsewhere, as somebody else, to another database is not in the way, but
    // for max-clients.
    StartupClient other = proxy.client(elsewhere).startsUp("scram", "orders");
    assertThat(other.replies().getFirst())
        .isInstanceOf(key.equals("max-clients") ? ErrorResponse.class : AuthenticationOk.class);
    other.close();
    proxy.door.clients.remove().admission().close();
    StartupClient next = proxy.client().startsUp("app", "shop");
    assertThat(next.reply(AuthenticationOk.class)).isNotNull();
    next.close();
    clients.forEach(StartupClient::close);
  }

  @Test
  void aPlaceIsGivenBackOnceHoweverOftenTheAdmissionIsClosed() {
    TestProxy proxy = TestProxy.with(TRUST);
    StartupClient one = proxy.client().startsUp("app", "shop");
    StartupClient two = proxy.client().startsUp("app", "shop");
    assertThat(proxy.reception.limits().total()).isEqualTo(2);
    Admission admission = proxy.door.clients.remove().admission();
    admission.close();
    admission.close();
    assertThat(proxy.reception.limits().total()).isOne();
    one.close();
    two.close();
  }

  @Test
  void theDatabasesAndTheUsersOwnLimitsGoBeforeTheGeneralOnes() {
    TestProxy proxy = TestProxy.with(TRUST + "limits: {max-clients-per-database: 1}");
    StartupClient one = proxy.client().startsUp("app", "wide");
    StartupClient two = proxy.client().startsUp("app", "wide");
    assertThat(proxy.door.clients).hasSize(2);
    ErrorFields database = proxy.client().startsUp("scram", "wide").refusal();
    assertThat(database.detail()).contains("max-clients of the database allows 2");
    StartupClient alone = proxy.client().startsUp("single", "shop");
    assertThat(proxy.door.clients).hasSize(3);
    ErrorFields user = proxy.client().startsUp("single", "orders").refusal();
    assertThat(user.detail()).contains("max-clients of the user allows 1");
    List.of(one, two, alone).forEach(StartupClient::close);
  }

  @Test
  void administratorsReachTheConsoleAndCancelRequestsTheDoorWhenAllPlacesAreTaken() {
    TestProxy proxy = TestProxy.with(TRUST + "limits: {max-clients: 1, max-logins-in-flight: 1}");
    StartupClient last = proxy.client().startsUp("app", "shop");
    StartupClient console = proxy.client().startsUp("admin", "penstock");
    assertThat(console.reply(AuthenticationOk.class)).isNotNull();
    StartupClient cancel = proxy.client().sends(new CancelRequest(1, Bytes.utf8("1234")));
    assertThat(proxy.door.cancels).hasSize(1);
    List.of(last, console, cancel).forEach(StartupClient::close);
  }

  @Test
  void whoeverHasNotProvedWhoTheyAreTakesNoPlace() {
    TestProxy proxy = TestProxy.with("limits: {max-clients: 1}");
    StartupClient stranger = proxy.client().startsUp("nobody", "shop");
    stranger.reply(AuthenticationSasl.class);
    StartupClient user = proxy.client().startsUp("app", "shop");
    user.scram("sesame");
    assertThat(proxy.door.clients).hasSize(1);
    stranger.close();
    user.close();
  }

  @Test
  void connectionsWithoutALoginAreBounded() {
    TestProxy proxy = TestProxy.with("limits: {max-clients: 2, max-logins-in-flight: 1}");
    List<StartupClient> silent = List.of(proxy.client(), proxy.client(), proxy.client());
    StartupClient refused = proxy.client();
    ErrorFields refusal = refused.refusal();
    assertThat(refusal.sqlState()).isEqualTo("53300");
    assertThat(refusal.detail()).contains("At most 3 connections");
    assertThat(refused.isOpen()).isFalse();
    assertThat(proxy.reception.strangers()).isEqualTo(3);
    silent.getFirst().close();
    StartupClient next = proxy.client().startsUp("app", "shop");
    assertThat(next.reply(AuthenticationSasl.class)).isNotNull();
    next.close();
    silent.forEach(StartupClient::close);
    assertThat(proxy.reception.strangers()).isZero();
  }

  @Test
  void furtherLoginsWaitInTheOrderTheyCame() {
    TestProxy proxy = TestProxy.with("limits: {max-logins-in-flight: 1}");
    StartupClient first = proxy.client().startsUp("app", "shop");
    StartupClient second = proxy.client().startsUp("app", "shop");
    StartupClient third = proxy.client().startsUp("app", "shop");
    StartupClient fourth = proxy.client().startsUp("app", "shop");
    assertThat(proxy.reception.waitingLogins()).isEqualTo(3);
    assertThat(second.replies()).isEmpty();
    third.close();
    assertThat(proxy.reception.waitingLogins()).isEqualTo(2);
    first.scram("sesame");
    assertThat(fourth.replies()).isEmpty();
    second.scram("wrong");
    assertThat(second.refusal().sqlState()).isEqualTo("28P01");
    fourth.scram("sesame");
    assertThat(proxy.door.clients).hasSize(2);
    assertThat(proxy.reception.waitingLogins()).isZero();
    List.of(first, second, fourth).forEach(StartupClient::close);
  }

  @Test
  void aLoginThatNeedsNoAnswerLeavesItsPlaceInTheQueue() {
    TestProxy proxy = TestProxy.with(TRUST + "limits: {max-logins-in-flight: 1}");
    for (int i = 0; i < 3; i++) {
      StartupClient client = proxy.client().startsUp("app", "shop");
      assertThat(client.reply(AuthenticationOk.class)).isNotNull();
      client.close();
    }
    assertThat(proxy.reception.waitingLogins()).isZero();
  }

  @Test
  void aReloadRaisesTheLimitForWhoeverComesNext() {
    TestProxy proxy = TestProxy.with(TRUST + "limits: {max-clients: 1}");
    StartupClient one = proxy.client().startsUp("app", "shop");
    proxy.client().startsUp("app", "shop").refusal();
    proxy.reload(TRUST + "limits: {max-clients: 2}");
    StartupClient two = proxy.client().startsUp("app", "shop");
    assertThat(two.reply(AuthenticationOk.class)).isNotNull();
    one.close();
    two.close();
  }

  @Test
  void aLongQueueIsWorkedOffOneByOneAndNotWithinEachOther() {
    TestProxy proxy =
        TestProxy.with(TRUST + "limits: {max-logins-in-flight: 1, max-clients: 5000}");
    StartupClient slow = proxy.client("192.168.0.1").startsUp("app", "shop");
    List<StartupClient> queue = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      queue.add(proxy.client().startsUp("app", "shop"));
    }
    assertThat(proxy.reception.waitingLogins()).isEqualTo(4_000);
    slow.close();
    queue.forEach(client -> assertThat(client.reply(AuthenticationOk.class)).isNotNull());
    assertThat(proxy.reception.limits().total()).isEqualTo(4_000);
    queue.forEach(StartupClient::close);
  }
}
