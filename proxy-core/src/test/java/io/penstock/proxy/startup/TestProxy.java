package io.penstock.proxy.startup;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalAddress;
import io.penstock.config.AuthenticationConfig;
import io.penstock.config.AuthenticationMethod;
import io.penstock.config.ConfigLoader;
import io.penstock.config.PenstockConfig;
import io.penstock.config.Secret;
import io.penstock.proxy.auth.ConfigUserLookup;
import io.penstock.proxy.auth.HostRules;
import io.penstock.proxy.auth.StoredSecret;
import io.penstock.proxy.auth.StrangerSecrets;
import io.penstock.proxy.auth.UserLookup;
import io.penstock.wire.Bytes;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A reception with the users of a configuration, and a door that lets everybody in. */
final class TestProxy {
  /** The password is always "sesame". */
  static final String USERS =
      """
      users:
        app: {password: sesame}
        scram: {password: "SCRAM_SECRET"}
        admin: {password: sesame}
        watcher: {password: sesame}
        single: {password: sesame, max-clients: 1}
      admin: {users: [admin], stats-users: [watcher]}
      databases:
        shop: {nodes: [{host: 127.0.0.1}]}
        orders: {nodes: [{host: 127.0.0.1}]}
        wide: {nodes: [{host: 127.0.0.1}], max-clients: 2}
      """;

  /** Users found elsewhere than in the file: one with an md5 secret, one without any. */
  private static final Map<String, StoredSecret> OTHERS =
      Map.of("legacy", new StoredSecret.Md5(Secret.of(TestSecrets.MD5)), "bare", StoredSecret.NONE);

  final RecordingDoor door = new RecordingDoor();
  final StrangerSecrets strangers = new StrangerSecrets(Bytes.utf8("a key for tests alone"));
  final Executor executor;
  final Reception reception;
  volatile StartupSettings settings;

  private TestProxy(PenstockConfig config, Executor executor) {
    this.executor = executor;
    this.settings = settings(config);
    this.reception = new Reception(door, () -> settings, strangers, executor);
  }

  /** With more lines than {@link #USERS}; PBKDF2 runs at once on the thread that asks. */
  static TestProxy with(String yaml) {
    return with(yaml, Runnable::run);
  }

  static TestProxy with(String yaml, Executor executor) {
    return new TestProxy(parse(yaml), executor);
  }

  void reload(String yaml) {
    settings = settings(parse(yaml));
  }

  void users(UserLookup users) {
    settings = StartupSettings.of(settings.config(), users, settings.tls());
  }

  /** For everybody, whatever a configuration may say. */
  void method(AuthenticationMethod method) {
    AuthenticationConfig config = new AuthenticationConfig(method, List.of(), "", null, null);
    settings =
        new StartupSettings(
            settings.config(),
            new HostRules(config),
            settings.users(),
            settings.tls(),
            settings.frameLimits());
  }

  private StartupSettings settings(PenstockConfig config) {
    UserLookup others =
        (database, user) ->
            CompletableFuture.<@Nullable StoredSecret>completedStage(OTHERS.get(user));
    return StartupSettings.of(
        config,
        new ConfigUserLookup(config.users(), strangers, executor, others),
        ServerTls.load(config.listen().tls()));
  }

  private static PenstockConfig parse(String yaml) {
    return ConfigLoader.parse(TestSecrets.filled(USERS) + yaml);
  }

  /** A client at 10.1.2.3. */
  StartupClient client() {
    return client("10.1.2.3");
  }

  StartupClient client(String address) {
    return new StartupClient(connect(address));
  }

  /** A client of a Unix-domain socket. */
  StartupClient local() {
    return new StartupClient(connect(new LocalAddress("socket")));
  }

  EmbeddedChannel connect(String address) {
    return connect(new InetSocketAddress(address, 54321));
  }

  /** A client whose time passes by {@link EmbeddedChannel#advanceTimeBy} alone. */
  EmbeddedChannel connectFrozen() {
    EmbeddedChannel channel = new AddressedChannel(new InetSocketAddress("10.1.2.3", 54321));
    channel.freezeTime();
    return received(channel);
  }

  private EmbeddedChannel connect(SocketAddress address) {
    return received(new AddressedChannel(address));
  }

  private EmbeddedChannel received(EmbeddedChannel channel) {
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(reception.newHandler());
    channel.pipeline().fireChannelActive();
    return channel;
  }
}
