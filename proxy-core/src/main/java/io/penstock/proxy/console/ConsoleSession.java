package io.penstock.proxy.console;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.penstock.pool.connect.ReadLoop;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.FrontendBytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.backend.ErrorFields;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.Query;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the admin console, from its authentication to its end. Put into the pipeline of a
 * channel that is connected, it greets the client. Commands run one at a time, in the order sent;
 * one that has to wait for other threads stops the reading of the next, never the event loop.
 */
public final class ConsoleSession extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleSession.class);

  /** The longest message: commands are short. */
  private static final int MAX_FRAME = 64 * 1024;

  private final ConsoleUser user;
  private final ConsoleServer server;
  private final CommandRunner runner;
  private final ConsoleProtocol protocol = new ConsoleProtocol(this::out, this::run);
  private final FrameWalker walker = new FrameWalker(MAX_FRAME);

  private @Nullable ChannelHandlerContext context;
  private @Nullable ReadLoop reads;
  private @Nullable ByteBuf out;
  private @Nullable Runnable afterwards;
  private boolean busy;
  private boolean running;
  private boolean over;

  private volatile @Nullable Channel channel;
  private volatile @Nullable String applicationName;
  private volatile Instant lastRequest;

  public ConsoleSession(ConsoleUser user, ConsoleServer server) {
    this.user = user;
    this.server = server;
    this.runner = new CommandRunner(user, server);
    this.lastRequest = user.connected();
  }

  /** The client as SHOW CLIENTS shows it. Any thread. */
  public ConnectionView view() {
    Channel current = channel;
    return new ConnectionView(
        ConnectionView.Kind.CLIENT,
        user.id(),
        user.name(),
        user.database(),
        "active",
        ConnectionView.Ends.of(
            current == null ? null : current.remoteAddress(),
            current == null ? null : current.localAddress(),
            user.tls()),
        new ConnectionView.Times(user.connected(), lastRequest, 0),
        false,
        ConnectionView.Link.NONE,
        new ConnectionView.Traits(applicationName, 0, 0));
  }

  /** Who it is. Any thread. */
  public ConsoleUser user() {
    return user;
  }

  /** Ends the session with an error. Any thread. */
  public void terminate(ErrorFields error) {
    Channel current = channel;
    if (current != null) {
      current.eventLoop().execute(() -> fail(error));
    }
  }

  // ---- the channel's side

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    channel = added.channel();
    reads = ReadLoop.of(added.channel());
    server.opened(this);
    Greeting.write(user, server.version(), out());
    flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object bytes) {
    if (over) {
      ((ByteBuf) bytes).release();
      return;
    }
    walker.feed((ByteBuf) bytes);
    takeFrames();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext from) {
    takeFrames();
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    end();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext from) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("console client {}: {}", from.channel().remoteAddress(), cause.getMessage());
    } else {
      LOG.error("console session of {} ends on an error of the proxy's", from.channel(), cause);
    }
    var unused = from.close();
  }

  /** Frees what is held. A command that still runs ends on its own, and answers nobody. */
  private void end() {
    if (over) {
      return;
    }
    over = true;
    walker.close();
    ByteBuf unsent = out;
    if (unsent != null) {
      out = null;
      unsent.release();
    }
    server.closed(this);
  }

  // ---- frames

  private void takeFrames() {
    if (running || over) {
      return;
    }
    running = true;
    try {
      while (accepting() && walker.hasFrame() && walker.whole()) {
        take();
      }
    } catch (ProtocolException broken) {
      fail(ErrorFields.fatal(broken));
    } finally {
      running = false;
    }
    if (!over) {
      walker.keep();
      reads().read(accepting() || walker.held() < MAX_FRAME);
      flush();
    }
  }

  /** A client that does not take its answers gets no more of them. */
  private boolean accepting() {
    return !over && !busy && channel().isWritable();
  }

  private void take() {
    byte type = walker.type();
    boolean skipped =
        protocol.skipping() && type != FrontendBytes.SYNC && type != FrontendBytes.TERMINATE;
    FrontendMessage message = null;
    if (!skipped) {
      int length = walker.end() - walker.payload();
      message = FrontendMessage.decode(type, walker.buffer().slice(walker.payload(), length));
    }
    walker.advance();
    if (message != null) {
      lastRequest = Instant.now();
      take(type, message);
    }
  }

  private void take(byte type, FrontendMessage message) {
    switch (type) {
      case FrontendBytes.QUERY -> protocol.query((Query) message);
      case FrontendBytes.SYNC -> protocol.sync();
      case FrontendBytes.FUNCTION_CALL -> protocol.functionCall();
      case FrontendBytes.TERMINATE -> {
        flush();
        var unused = channel().close();
      }
      // Answers are flushed at the end of every round; outside of a COPY its messages are ignored.
      case FrontendBytes.FLUSH,
          FrontendBytes.COPY_DATA,
          FrontendBytes.COPY_DONE,
          FrontendBytes.COPY_FAIL -> {}
      default -> protocol.extended(message);
    }
  }

  // ---- commands

  private void run(ConsoleCommand command, ConsoleProtocol.Answered answered) {
    CompletableFuture<Outcome> result = runner.run(command);
    if (result.isDone()) {
      answer(command, result, answered);
      return;
    }
    busy = true;
    var unused =
        result.whenComplete((outcome, failure) ->
            channel()
                .eventLoop()
                .execute(() -> {
                  busy = false;
                  if (!over) {
                    answer(command, result, answered);
                    flush();
                    takeFrames();
                  }
                }));
  }

  private void answer(
      ConsoleCommand command, CompletableFuture<Outcome> done, ConsoleProtocol.Answered answered) {
    if (done.isCompletedExceptionally()) {
      answered.with(null, CommandRunner.error(done.exceptionNow()));
      return;
    }
    Outcome outcome = done.join();
    if (command instanceof ConsoleCommand.SetApplicationName name) {
      applicationName = name.value();
    }
    afterwards = outcome.afterwards();
    answered.with(outcome, null);
  }

  // ---- answers

  private ByteBuf out() {
    ByteBuf pending = out;
    if (pending == null) {
      pending = channel().alloc().buffer();
      out = pending;
    }
    return pending;
  }

  private void flush() {
    ByteBuf pending = out;
    if (pending != null) {
      out = null;
      var unused = context().writeAndFlush(pending, channel().voidPromise());
    }
    Runnable next = afterwards;
    if (next != null) {
      afterwards = null;
      next.run();
    }
  }

  private void fail(ErrorFields error) {
    if (!over) {
      new ErrorResponse(error).encode(out());
      ByteBuf last = out();
      out = null;
      end();
      context().writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private Channel channel() {
    return context().channel();
  }

  private ReadLoop reads() {
    ReadLoop current = reads;
    if (current == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return current;
  }

  private ChannelHandlerContext context() {
    ChannelHandlerContext current = context;
    if (current == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return current;
  }
}
