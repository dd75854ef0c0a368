package io.penstock.proxy.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.penstock.metrics.ProxyMeters;

/** Every path there is, and what it answers. Not for event loops: answers take their time. */
final class Site {
  private final StatusSource source;
  private final TokenGate gate;
  private final StatusPage page = new StatusPage();
  private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  Site(StatusSource source, TokenGate gate) {
    this.source = source;
    this.gate = gate;
  }

  Answer answer(HttpRequest request) {
    HttpMethod method = request.method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      return Answer.notAllowed(method.name());
    }
    String path = path(request.uri());
    return switch (path) {
      case "/health/live" -> new Answer(HttpResponseStatus.OK, Answer.JSON, "{\"live\":true}\n");
      case "/health/ready" -> ready(source.readiness());
      default ->
          gate.opens(request.headers().get(HttpHeaderNames.AUTHORIZATION))
              ? guarded(path)
              : unauthorized();
    };
  }

  private Answer guarded(String path) {
    return switch (path) {
      case "/" -> page.answer();
      case "/metrics" ->
          new Answer(HttpResponseStatus.OK, ProxyMeters.CONTENT_TYPE, source.metrics());
      case "/api/status" -> json(HttpResponseStatus.OK, source.status());
      default ->
          Answer.failure(
              HttpResponseStatus.NOT_FOUND,
              "there is nothing here (expected: /, /metrics, /api/status, /health/live or"
                  + " /health/ready)");
    };
  }

  private Answer ready(Readiness readiness) {
    return json(
        readiness.ready() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
        new ReadinessPage(readiness.ready(), readiness));
  }

  /** The verdict first, then what it is made of. */
  private record ReadinessPage(boolean ready, @JsonUnwrapped Readiness details) {}

  private static Answer unauthorized() {
    return Answer.failure(
            HttpResponseStatus.UNAUTHORIZED,
            "the token is missing or wrong (expected: admin.token, as Authorization: Bearer, or as"
                + " the password of Authorization: Basic)")
        .with(
            HttpHeaderNames.WWW_AUTHENTICATE.toString(),
            "Basic realm=\"Penstock\", charset=\"UTF-8\"");
  }

  private Answer json(HttpResponseStatus status, Object value) {
    try {
      return new Answer(status, Answer.JSON, json.writeValueAsString(value) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /** Without what follows a question mark. */
  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }
}
