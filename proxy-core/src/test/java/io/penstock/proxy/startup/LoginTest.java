package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.AuthenticationMethod;
import io.penstock.config.Secret;
import io.penstock.proxy.auth.BackendProof;
import io.penstock.proxy.auth.StoredSecret;
import io.penstock.proxy.auth.UserLookup;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.auth.ScramClient;
import io.penstock.wire.auth.ScramKeys;
import io.penstock.wire.backend.AuthenticationCleartextPassword;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.AuthenticationSasl;
import io.penstock.wire.backend.AuthenticationSaslContinue;
import io.penstock.wire.backend.AuthenticationSaslFinal;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.frontend.PasswordMessage;
import io.penstock.wire.frontend.Query;
import io.penstock.wire.frontend.SaslInitialResponse;
import io.penstock.wire.frontend.Sync;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
  private static final String MD5 = "authentication: {method: md5}";
  private static final String TRUST =
      """
      authentication:
        rules: [{address: 10.0.0.0/8, method: trust}]
      """;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theRightPasswordGetsInByScramFedWholeAndByteByByte(boolean bytewise) {
    TestProxy proxy = TestProxy.with("");
    StartupClient client = proxy.client();
    if (bytewise) {
      client.bytewise();
    }
    ScramClient scram = client.startsUp("app", "shop").scram("sesame");
    List<BackendMessage> replies = client.replies();
    assertThat(replies).hasSize(2);
    scram.verify(((AuthenticationSaslFinal) replies.get(0)).message());
    assertThat(replies.get(1)).isEqualTo(AuthenticationOk.INSTANCE);
    AuthenticatedClient in = proxy.door.clients.remove();
    assertThat(in.user()).isEqualTo("app");
    assertThat(in.database()).isEqualTo("shop");
    assertThat(in.version()).isEqualTo(ProtocolVersion.V3_0);
    assertThat(in.tls()).isFalse();
    assertThat(in.console()).isEqualTo(ConsoleAccess.NONE);
    assertThat(in.proof()).isEqualTo(new BackendProof.Password(Secret.of("sesame")));
    assertThat(client.channel.pipeline().names()).hasSize(1);
    assertThat(proxy.reception.strangers()).isZero();
    assertThat(proxy.reception.limits().total()).isOne();
    client.close();
  }

  @Test
  void aScramSecretAloneGivesTheKeysThatTheClientsProofGaveAway() {
    TestProxy proxy = TestProxy.with("");
    StartupClient client = proxy.client();
    client.startsUp("scram", "shop").scram("sesame");
    ScramKeys keys =
        ScramKeys.derive("sesame", TestSecrets.SCRAM.salt(), TestSecrets.SCRAM.iterations());
    assertThat(proxy.door.clients.remove().proof())
        .isEqualTo(new BackendProof.Scram(keys))
        .hasToString("Scram[keys=ScramKeys[redacted, iterations=4096]]");
    client.close();
  }

  @ParameterizedTest
  @CsvSource({
    "app, shop",
    "scram, shop",
    "legacy, shop",
    "bare, shop",
    "nobody, shop",
    "app, nowhere",
    "nobody, nowhere",
    "nobody, penstock"
  })
  void whoeverIsRefusedByScramCannotTellWhyByTheMessages(String user, String database) {
    TestProxy proxy = TestProxy.with("");
    StartupClient client = proxy.client().startsUp(user, database);
    assertThat(refusalByScram(client)).isEqualTo(passwordRefusal(user));
    assertThat(client.isOpen()).isFalse();
    assertThat(proxy.door.rejected).containsExactly("28P01");
    assertThat(proxy.reception.strangers()).isZero();
  }

  private static ErrorFields refusalByScram(StartupClient client) {
    client.scram("not the password");
    return client.refusal();
  }

  private static ErrorFields passwordRefusal(String user) {
    return ErrorFields.fatal("28P01", "password authentication failed for user \"" + user + "\"");
  }

  @Test
  void aStrangersSaltIsTheOneAUserOfThatNameHas() {
    TestProxy proxy = TestProxy.with("");
    Bytes known = salt(proxy.client().startsUp("app", "shop"));
    proxy.users(UserLookup.NOBODY);
    Bytes unknown = salt(proxy.client().startsUp("app", "shop"));
    assertThat(unknown).isEqualTo(known);
  }

  private static Bytes salt(StartupClient client) {
    ScramClient scram = ScramClient.start(List.of("SCRAM-SHA-256"), null);
    client.replies();
    client.sends(new SaslInitialResponse(scram.mechanism(), scram.clientFirst()));
    Bytes salt = scram.challenge(client.reply(AuthenticationSaslContinue.class).message()).salt();
    client.close();
    return salt;
  }

  @Test
  void aMissingInitialResponseIsAskedForByAnEmptyChallenge() {
    StartupClient client = TestProxy.with("").client().startsUp("app", "shop");
    client.reply(AuthenticationSasl.class);
    client.sends(new SaslInitialResponse("SCRAM-SHA-256", null));
    assertThat(client.reply(AuthenticationSaslContinue.class).message()).isEqualTo(Bytes.EMPTY);
    client.close();
  }

  @Test
  void aMechanismThatWasNotOfferedIsAViolation() {
    StartupClient client = TestProxy.with("").client().startsUp("app", "shop");
    client.reply(AuthenticationSasl.class);
    client.sends(new SaslInitialResponse("SCRAM-SHA-256-PLUS", Bytes.utf8("p=x,,n=,r=abc")));
    assertThat(client.refusal().sqlState()).isEqualTo("08P01");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void md5LetsInWhoeverIsStoredPlainOrAsMd5() {
    TestProxy proxy = TestProxy.with(MD5);
    for (String user : List.of("app", "legacy")) {
      StartupClient client = proxy.client().startsUp(user, "shop").md5(user, "sesame");
      assertThat(client.reply(AuthenticationOk.class)).isNotNull();
      client.close();
    }
    assertThat(proxy.door.clients.remove().proof())
        .isEqualTo(new BackendProof.Password(Secret.of("sesame")));
    assertThat(proxy.door.clients.remove().proof())
        .isEqualTo(new BackendProof.Md5Hash(Secret.of(TestSecrets.MD5)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "legacy", "bare", "nobody"})
  void whoeverIsRefusedByMd5CannotTellWhy(String user) {
    StartupClient client = TestProxy.with(MD5).client().startsUp(user, "shop").md5(user, "wrong");
    assertThat(client.refusal()).isEqualTo(passwordRefusal(user));
  }

  @Test
  void underMd5AScramSecretIsProvedByScram() {
    TestProxy proxy = TestProxy.with(MD5);
    StartupClient client = proxy.client().startsUp("scram", "shop");
    client.scram("sesame");
    assertThat(proxy.door.clients).hasSize(1);
    client.close();
  }

  @Test
  void aPlainPasswordIsNeverAskedForWithoutTls() {
    // No configuration that allows it is accepted; this is the second lock on that door.
    TestProxy proxy = TestProxy.with("");
    proxy.method(AuthenticationMethod.PASSWORD);
    StartupClient client = proxy.client();
    client.startsUp("app", "shop");
    ErrorFields refusal = client.refusal();
    assertThat(refusal.sqlState()).isEqualTo("28000");
    assertThat(refusal.hint()).contains("TLS");
    assertThat(client.isOpen()).isFalse();
  }

  private static String passwordRule() {
    return "authentication: {method: scram-sha-256, rules: [{type: local, method: password}]}\n";
  }

  @Test
  void trustAsksNothingOfAUserAtTheAddressOfTheRule() {
    TestProxy proxy = TestProxy.with(TRUST);
    for (String user : List.of("app", "scram", "legacy", "bare")) {
      StartupClient client = proxy.client().startsUp(user, "shop");
      assertThat(client.reply(AuthenticationOk.class)).isNotNull();
      client.close();
    }
    assertThat(proxy.door.clients)
        .extracting(AuthenticatedClient::proof)
        .containsExactly(
            new BackendProof.Password(Secret.of("sesame")),
            BackendProof.NOTHING,
            new BackendProof.Md5Hash(Secret.of(TestSecrets.MD5)),
            BackendProof.NOTHING);
  }

  @Test
  void trustIsForKnownUsersAndForItsAddressOnly() {
    TestProxy proxy = TestProxy.with(TRUST);
    ErrorFields unknown = proxy.client().startsUp("nobody", "shop").refusal();
    assertThat(unknown.sqlState()).isEqualTo("28000");
    assertThat(unknown.message()).isEqualTo("role \"nobody\" does not exist");
    StartupClient elsewhere = proxy.client("192.168.0.1").startsUp("app", "shop");
    assertThat(elsewhere.reply(AuthenticationSasl.class)).isNotNull();
    elsewhere.close();
  }

  @Test
  void whatARuleRejectsIsToldWithUserDatabaseAddressAndTls() {
    StartupClient client =
        TestProxy.with("authentication: {rules: [{users: [app], method: reject}]}").client();
    ErrorFields refusal = client.startsUp("app", "shop").refusal();
    assertThat(refusal.sqlState()).isEqualTo("28000");
    assertThat(refusal.message())
        .isEqualTo(
            "authentication.rules rejects connection for host \"10.1.2.3\", user \"app\","
                + " database \"shop\", no encryption");
  }

  @Test
  void anUnknownDatabaseIsToldToAuthenticatedClientsOnly() {
    StartupClient client = TestProxy.with("").client().startsUp("app", "nowhere");
    client.scram("sesame");
    List<BackendMessage> replies = client.replies();
    assertThat(replies.getFirst()).isInstanceOf(AuthenticationSaslFinal.class);
    assertThat(((ErrorResponse) replies.getLast()).fields())
        .isEqualTo(ErrorFields.fatal("3D000", "database \"nowhere\" does not exist"));
    assertThat(client.isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "admin, penstock, ADMIN", "admin, pgbouncer, ADMIN",
    "watcher, penstock, STATS", "watcher, pgbouncer, STATS"
  })
  void theConsoleIsForItsUsers(String user, String database, ConsoleAccess access) {
    TestProxy proxy = TestProxy.with("");
    StartupClient client = proxy.client().startsUp(user, database);
    client.scram("sesame");
    assertThat(proxy.door.clients.remove().console()).isEqualTo(access);
    client.close();
  }

  @Test
  void theConsoleIsClosedToOthersAfterTheyProvedWhoTheyAre() {
    StartupClient client = TestProxy.with("").client().startsUp("app", "penstock");
    client.scram("sesame");
    ErrorResponse refusal = (ErrorResponse) client.replies().getLast();
    assertThat(refusal.fields().sqlState()).isEqualTo("28000");
    assertThat(refusal.fields().hint()).contains("admin.users");
  }

  @Test
  void onlyPasswordMessagesMayComeDuringLogin() {
    TestProxy proxy = TestProxy.with("");
    for (var message : List.of(new Query("SELECT 1"), Sync.INSTANCE)) {
      StartupClient client = proxy.client().startsUp("app", "shop");
      client.replies();
      client.sends(message);
      assertThat(client.refusal().sqlState()).isEqualTo("08P01");
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void aFrameLongerThanALoginNeedsIsRefusedByItsLength() {
    StartupClient client = TestProxy.with("").client().startsUp("app", "shop");
    client.replies();
    client.sendsBytes((byte) 'p', (byte) 0, (byte) 1, (byte) 0, (byte) 1);
    assertThat(client.refusal().message()).contains("65537").contains("65536");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void whatTheClientSentBeyondItsLoginIsHandedOver() {
    TestProxy proxy = TestProxy.with(TRUST);
    StartupClient client =
        proxy
            .client()
            .sends(
                StartupClient.startup(ProtocolVersion.V3_0, "user", "app", "database", "shop"),
                Sync.INSTANCE);
    assertThat(proxy.door.pending).containsExactly(Bytes.of(new byte[] {'S', 0, 0, 0, 4}));
    client.close();
  }

  @Test
  void aDoorThatFailsCostsTheClientItsConnectionAndNoPlace() {
    TestProxy proxy = TestProxy.with(TRUST);
    proxy.door.failure = new IllegalStateException("no session today");
    StartupClient client = proxy.client().startsUp("app", "shop");
    assertThat(client.isOpen()).isFalse();
    assertThat(proxy.reception.limits().total()).isZero();
    client.close();
  }

  @Test
  void aLookupThatFailsIsToldWithoutItsCause() {
    TestProxy proxy = TestProxy.with("");
    proxy.users((database, user) ->
        CompletableFuture.<@Nullable StoredSecret>failedStage(
            new IllegalStateException("secret cause")));
    ErrorFields refusal = proxy.client().startsUp("app", "shop").refusal();
    assertThat(refusal.sqlState()).isEqualTo("58000");
    assertThat(refusal.message() + refusal.hint()).doesNotContain("secret cause");
  }

  @Test
  void aReloadChangesTheNextLoginAndNotOneThatHasBegun() {
    TestProxy proxy = TestProxy.with("");
    StartupClient before = proxy.client();
    proxy.reload(MD5);
    StartupClient after = proxy.client();
    assertThat(before.startsUp("app", "shop").reply(AuthenticationSasl.class)).isNotNull();
    after.startsUp("app", "shop").md5("app", "sesame").reply(AuthenticationOk.class);
    before.close();
    after.close();
  }

  @Test
  void thePasswordMethodOverALocalSocketTakesEveryFormOfSecret() {
    TestProxy proxy = TestProxy.with(passwordRule());
    for (String user : List.of("app", "scram", "legacy")) {
      StartupClient client = proxy.local().startsUp(user, "shop");
      client.reply(AuthenticationCleartextPassword.class);
      client.sends(new PasswordMessage("sesame"));
      assertThat(client.reply(AuthenticationOk.class)).isNotNull();
      assertThat(proxy.door.clients.remove().proof())
          .isEqualTo(new BackendProof.Password(Secret.of("sesame")));
      client.close();
    }
    for (String user : List.of("app", "scram", "legacy", "bare", "nobody")) {
      StartupClient client = proxy.local().startsUp(user, "shop");
      client.replies();
      client.sends(new PasswordMessage("wrong"));
      assertThat(client.refusal()).isEqualTo(passwordRefusal(user));
    }
  }
}
