package io.penstock.proxy.http;

import java.time.Duration;

/**
 * How much a peer of the HTTP port may take.
 *
 * @param connections open at once; more are closed as they come
 * @param requestLine its longest, in bytes
 * @param headers the longest that all of them may be, in bytes
 * @param requestTime how long a connection may take to send a request, or may be idle
 * @param answerTime how long making and sending an answer may take
 */
public record HttpLimits(
    int connections, int requestLine, int headers, Duration requestTime, Duration answerTime) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(64, 2048, 8192, Duration.ofSeconds(30), Duration.ofSeconds(30));
}
