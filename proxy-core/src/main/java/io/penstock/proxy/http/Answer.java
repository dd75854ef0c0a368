package io.penstock.proxy.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a request gets, not yet in bytes. */
record Answer(
    HttpResponseStatus status, String contentType, String body, Map<String, String> headers) {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String JSON = "application/json";
  static final String HTML = "text/html; charset=utf-8";

  Answer(HttpResponseStatus status, String contentType, String body) {
    this(status, contentType, body, Map.of());
  }

  /** A short text that says what is wrong. */
  static Answer failure(HttpResponseStatus status, String text) {
    return new Answer(status, TEXT, text + "\n");
  }

  static Answer notAllowed(String method) {
    return failure(
            HttpResponseStatus.METHOD_NOT_ALLOWED,
            "method %s is not allowed here (expected: GET or HEAD)".formatted(method))
        .with(HttpHeaderNames.ALLOW.toString(), "GET, HEAD");
  }

  Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, contentType, body, Map.copyOf(more));
  }
}
