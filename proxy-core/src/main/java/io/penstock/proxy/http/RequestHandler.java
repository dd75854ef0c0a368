package io.penstock.proxy.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. What it sends is read only while nothing is left to be answered; requests that
 * come at once are answered in turn, on virtual threads. Asking and answering each have their time:
 * a peer that sends or reads too slowly is cut off.
 */
final class RequestHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private final Site site;
  private final HttpLimits limits;
  private final Executor blocking;

  /** Read with others in one go; no more than fit into one read. */
  private final Queue<HttpRequest> queued = new ArrayDeque<>();

  private boolean answering;
  private @Nullable ScheduledFuture<?> deadline;

  RequestHandler(Site site, HttpLimits limits, Executor blocking) {
    this.site = site;
    this.limits = limits;
    this.blocking = blocking;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    next(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    noDeadline();
    queued.clear();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part instanceof HttpRequest request) {
      queued.add(request);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!answering) {
      if (queued.isEmpty()) {
        context.read();
      } else {
        next(context);
      }
    }
  }

  /** Answers what has been read; if that is nothing, waits for a request. */
  private void next(ChannelHandlerContext context) {
    HttpRequest request = queued.poll();
    answering = request != null;
    within(context, answering ? limits.answerTime() : limits.requestTime());
    if (request == null) {
      context.read();
      return;
    }
    Answer refusal = refusal(request);
    if (refusal == null) {
      blocking.execute(() -> send(context, request.method(), answer(request)));
    } else {
      // What follows it cannot be trusted to be a request.
      FullHttpResponse response = response(refusal, HttpMethod.GET);
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static @Nullable Answer refusal(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return malformed(request.decoderResult().cause());
    }
    if (HttpUtil.isTransferEncodingChunked(request)
        || HttpUtil.getContentLength(request, 0L) != 0) {
      return Answer.failure(
          HttpResponseStatus.BAD_REQUEST, "a request with a body (expected: one without)");
    }
    return null;
  }

  private void send(ChannelHandlerContext context, HttpMethod method, Answer answer) {
    try {
      context
          .executor()
          .execute(() ->
              context.writeAndFlush(response(answer, method)).addListener(sent -> sent(context)));
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: the port was closed meanwhile", context.channel().remoteAddress());
    }
  }

  private void sent(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      next(context);
    }
  }

  private Answer answer(HttpRequest asked) {
    try {
      return site.answer(asked);
    } catch (RuntimeException e) {
      LOG.warn("{} {} could not be answered", asked.method(), asked.uri(), e);
      return Answer.failure(
          HttpResponseStatus.INTERNAL_SERVER_ERROR,
          "this could not be answered; the log of the proxy tells why");
    }
  }

  private static Answer malformed(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException e ->
          Answer.failure(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
      case TooLongHttpHeaderException e ->
          Answer.failure(
              HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
      default -> Answer.failure(HttpResponseStatus.BAD_REQUEST, "not a request of HTTP/1.1");
    };
  }

  private static FullHttpResponse response(Answer answer, HttpMethod method) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    boolean headOnly = method.equals(HttpMethod.HEAD);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            answer.status(),
            headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Referrer-Policy", "no-referrer");
    answer.headers().forEach(headers::set);
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("{}: {}", context.channel().remoteAddress(), cause.toString());
    hangUp(context);
  }

  private static void hangUp(ChannelHandlerContext context) {
    var unused = context.close();
  }

  private void within(ChannelHandlerContext context, Duration time) {
    noDeadline();
    deadline =
        context.executor().schedule(() -> hangUp(context), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void noDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
