package io.penstock.proxy.startup;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.local.LocalAddress;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.penstock.config.LimitsConfig;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.frontend.CancelRequest;
import io.penstock.wire.frontend.GssEncRequest;
import io.penstock.wire.frontend.SslRequest;
import io.penstock.wire.frontend.StartupMessage;
import io.penstock.wire.frontend.StartupPacket;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a client sends until it is authenticated or refused.
 *
 * <p>The channel does not read by itself, and is asked to when something is expected: while a
 * client waits for its turn or for a lookup, it is not read. Confined to the channel's event loop.
 */
final class StartupHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(StartupHandler.class);
  private static final SocketAddress UNKNOWN_ADDRESS = new LocalAddress("unknown");

  private enum Stage {
    /** Startup packets, which have no type byte. */
    STARTUP,
    /** Nothing but TLS records until the handshake is done. */
    HANDSHAKE,
    /** Frames of type p. */
    LOGIN,
    /** A cancel request is being carried out. */
    CANCEL,
    /** Handed over, refused or gone: nothing more is done here. */
    DONE
  }

  private final Reception reception;
  private final StartupSettings settings;
  private final Negotiation negotiation;
  private final StartupBytes received;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> timeout;
  private @Nullable Login login;
  private @Nullable StartupMessage startup;
  private @Nullable ClientCertificate certificate;
  private Stage stage = Stage.STARTUP;
  private boolean wanting = true;
  private boolean advancing;
  private boolean counted;

  StartupHandler(Reception reception, StartupSettings settings) {
    this.reception = reception;
    this.settings = settings;
    this.negotiation = new Negotiation(settings.tls() != null);
    this.received = new StartupBytes(settings.frameLimits());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    if (added.channel().isActive()) {
      begin(added);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    begin(active);
  }

  private void begin(ChannelHandlerContext active) {
    if (counted || stage == Stage.DONE) {
      return;
    }
    counted = true;
    LimitsConfig limits = settings.config().limits();
    int max = limits.maxClients() + limits.maxLoginsInFlight();
    if (!reception.arrived(max)) {
      refuse(
          Refusal.of(SqlState.TOO_MANY_CONNECTIONS, "sorry, too many clients are logging in")
              .detail("At most " + max + " connections may be open without a login.")
              .hint("Try again in a moment."));
      return;
    }
    timeout =
        active
            .executor()
            .schedule(
                () -> guard(this::timedOut),
                limits.loginTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    active.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    if (!(message instanceof ByteBuf bytes) || stage == Stage.DONE) {
      ReferenceCountUtil.release(message);
      return;
    }
    received.add(bytes);
    advance();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext reading) {
    if (wanting) {
      reading.read();
    }
  }

  /** The next bytes are expected now. */
  void want() {
    wanting = true;
    context().flush();
    if (!advancing) {
      advance();
      if (wanting) {
        context().read();
      }
    }
  }

  private void advance() {
    if (advancing) {
      return;
    }
    advancing = true;
    guard(() -> {
      boolean more = true;
      while (more && wanting && received.length() > 0) {
        more = step();
      }
    });
    advancing = false;
    if (received.length() == 0) {
      received.drop();
    }
  }

  /** Takes one packet or frame; false when it is not at hand to its last byte. */
  private boolean step() {
    return switch (stage) {
      case STARTUP -> startupPacket();
      case LOGIN -> frame();
      case HANDSHAKE, CANCEL, DONE -> false;
    };
  }

  private boolean startupPacket() {
    if (negotiation.beginsWithTls(received.first())) {
      directTls();
      return false;
    }
    if (received.goodbye()) {
      LOG.debug("{}: left before it was logged in", address());
      close();
      return false;
    }
    ByteBuf packet = received.startupPacket();
    if (packet == null) {
      return false;
    }
    switch (StartupPacket.decode(packet)) {
      case SslRequest request -> sslRequest(received.length());
      case GssEncRequest request -> {
        negotiation.gssRequest(received.length());
        answer('N');
      }
      case CancelRequest request -> cancel(request);
      case StartupMessage message -> startup(message);
    }
    return true;
  }

  private void sslRequest(int bytesBeyond) {
    if (negotiation.sslRequest(bytesBeyond)) {
      answer('S');
      startTls(Objects.requireNonNull(settings.tls(), "TLS begins only where it is offered"));
    } else {
      answer('N');
    }
  }

  private void directTls() {
    ServerTls tls = settings.tls();
    ByteBuf hello = received.take();
    if (tls == null || hello == null) {
      LOG.debug("{}: TLS without a certificate configured", address());
      ReferenceCountUtil.release(hello);
      close();
      return;
    }
    startTls(tls);
    context().pipeline().fireChannelRead(hello);
  }

  private void startTls(ServerTls tls) {
    stage = Stage.HANDSHAKE;
    context()
        .pipeline()
        .addBefore(context().name(), null, tls.context().newHandler(context().alloc()));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext told, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent handshake) || stage != Stage.HANDSHAKE) {
      return;
    }
    if (!handshake.isSuccess()) {
      LOG.debug("{}: TLS handshake failed", address(), handshake.cause());
      // Through TLS, which has an alert to send that says why.
      finish();
      var unused = told.close();
      return;
    }
    SslHandler handler = told.pipeline().get(SslHandler.class);
    if (negotiation.direct()
        && !ServerTls.APPLICATION_PROTOCOL.equals(handler.applicationProtocol())) {
      LOG.debug("{}: TLS at once without ALPN postgresql", address());
      close();
      return;
    }
    negotiation.encrypted();
    certificate = ClientCertificate.of(handler.engine().getSession());
    stage = Stage.STARTUP;
    told.read();
  }

  private void cancel(CancelRequest request) {
    stage = Stage.CANCEL;
    wanting = false;
    reception.door().cancel(request, () -> onLoop(this::close));
  }

  private void startup(StartupMessage message) {
    stage = Stage.LOGIN;
    wanting = false;
    startup = message;
    Peer peer = new Peer(address(), negotiation.isEncrypted(), certificate);
    login = Login.of(this, reception, settings, message, peer);
    if (login != null) {
      login.begin();
    }
  }

  private boolean frame() {
    ByteBuf payload = received.passwordFrame();
    if (payload == null) {
      return false;
    }
    wanting = false;
    login().received(payload);
    return true;
  }

  /** Writes a message, to be flushed with what follows. */
  void send(BackendMessage message) {
    ByteBuf out = context().alloc().buffer();
    message.encode(out);
    var unused = context().write(out);
  }

  private void answer(char letter) {
    var unused = context().writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) letter}));
  }

  /** Tells the client why, and closes. */
  void refuse(Refusal refusal) {
    if (stage == Stage.DONE) {
      return;
    }
    reception.door().rejected(refusal.sqlState());
    if (startup == null) {
      LOG.debug("{}: {}", address(), refusal.reason());
    } else {
      reception.failures().refused(address(), startup, refusal);
    }
    finish();
    send(refusal.message());
    context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** A fault of ours. */
  void broken(@Nullable Throwable cause) {
    LOG.error("{}: login failed", address(), cause);
    refuse(Refusal.of(SqlState.INTERNAL_ERROR, "internal error during login"));
  }

  /** Gives the client to the door. */
  void handOver(AuthenticatedClient client) {
    Channel channel = context().channel();
    if (!channel.isActive()) {
      client.admission().close();
      close();
      return;
    }
    ByteBuf pending = received.take();
    finish();
    channel.pipeline().remove(this);
    try {
      reception.door().authenticated(channel, client, pending);
    } catch (RuntimeException e) {
      LOG.error("{}: opening the session failed", address(), e);
      client.admission().close();
      var unused = channel.close();
    }
  }

  private void timedOut() {
    boolean silent = stage == Stage.STARTUP && !negotiation.begun();
    if (silent || stage == Stage.HANDSHAKE || stage == Stage.CANCEL) {
      LOG.debug("{}: nothing came before the login timeout", address());
      close();
      return;
    }
    refuse(
        Refusal.of(SqlState.QUERY_CANCELED, "canceling authentication due to timeout")
            .hint("limits.login-timeout is " + settings.config().limits().loginTimeout() + "."));
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    LOG.debug("{}: closed before it was logged in", address());
    finish();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    finish();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext told, Throwable cause) {
    LOG.debug("{}: connection failed before it was logged in", address(), cause);
    close();
  }

  private void close() {
    // Amid a handshake there is nobody to say goodbye to through TLS.
    ChannelHandlerContext tls =
        stage == Stage.HANDSHAKE ? context().pipeline().context(SslHandler.class) : null;
    finish();
    var unused = tls == null ? context().close() : tls.close();
  }

  private void finish() {
    stage = Stage.DONE;
    wanting = false;
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (login != null) {
      login.close();
    }
    if (counted) {
      counted = false;
      reception.left();
    }
    received.drop();
  }

  /** Runs a task on the event loop, now if this is its thread. */
  void onLoop(Runnable task) {
    if (context().executor().inEventLoop()) {
      guard(task);
    } else {
      later(task);
    }
  }

  /** Runs a task on the event loop, but not within whatever runs there now. */
  void later(Runnable task) {
    try {
      context().executor().execute(() -> guard(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: the event loop has stopped", address(), e);
    }
  }

  private void guard(Runnable task) {
    try {
      task.run();
    } catch (ProtocolException e) {
      refuse(Refusal.of(e));
    } catch (RuntimeException e) {
      broken(e);
    }
  }

  private SocketAddress address() {
    SocketAddress address = context().channel().remoteAddress();
    return address == null ? UNKNOWN_ADDRESS : address;
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context, "not in a pipeline");
  }

  private Login login() {
    return Objects.requireNonNull(login, "no startup message yet");
  }
}
