package io.penstock.proxy.http;

import static io.penstock.proxy.http.HttpConversation.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.config.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each path answers, over a real socket. */
class SiteTest {
  private final SampleStatus sample = new SampleStatus(System::currentTimeMillis);
  private final HttpConversation http = new HttpConversation(sample, HttpLimits.DEFAULT);
  private final ObjectMapper json = new ObjectMapper();

  @AfterEach
  void close() {
    http.close();
    sample.close();
  }

  @Test
  void metricsAreInThePrometheusTextFormat() {
    HttpResponse<String> response = http.get("/metrics");
    assertStatus(response, 200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body())
        .contains("# TYPE penstock_build_info gauge\npenstock_build_info{")
        .contains("jvm_memory_used_bytes{")
        .endsWith("\n");
  }

  @Test
  void metricsAreCompressedForWhoAcceptsIt() throws IOException {
    HttpResponse<byte[]> response =
        http.send(
            http.request("/metrics").header("Accept-Encoding", "gzip"),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).contains("penstock_build_info{").endsWith("\n");
      assertThat(response.body().length).isLessThan(text.length() / 3);
    }
    assertThat(http.get("/metrics").headers().firstValue("content-encoding")).isEmpty();
  }

  @Test
  void liveIsAlwaysLive() throws IOException {
    sample.shuttingDown.set(true);
    HttpResponse<String> response = http.get("/health/live");
    assertStatus(response, 200);
    assertThat(json.readTree(response.body()).get("live").asBoolean()).isTrue();
  }

  @Test
  void readySaysWhichDatabaseIsNotAndWhy() throws IOException {
    assertStatus(http.get("/health/ready"), 200);
    sample.ordersFail.set(true);
    HttpResponse<String> response = http.get("/health/ready");
    assertStatus(response, 503);
    JsonNode body = json.readTree(response.body());
    assertThat(body.get("ready").asBoolean()).isFalse();
    assertThat(body.get("accepting").asBoolean()).isTrue();
    assertThat(body.at("/databases/0/problem").isNull()).isTrue();
    assertThat(body.at("/databases/1/name").asText()).isEqualTo("orders");
    assertThat(body.at("/databases/1/problem").asText()).isEqualTo("node pg-b: unreachable");
  }

  @Test
  void readyIsNotReadyWhileShuttingDown() throws IOException {
    sample.shuttingDown.set(true);
    HttpResponse<String> response = http.get("/health/ready");
    assertStatus(response, 503);
    assertThat(json.readTree(response.body()).get("accepting").asBoolean()).isFalse();
  }

  @Test
  void theStatusHasTheFiguresUnderTheNamesOfTheRecords() throws IOException {
    HttpResponse<String> response = http.get("/api/status");
    assertStatus(response, 200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    JsonNode body = json.readTree(response.body());
    assertThat(body.at("/clients/active").asInt()).isEqualTo(19);
    assertThat(body.at("/databases/0/traffic/queries").asLong()).isPositive();
    assertThat(body.at("/databases/2/user").asText()).isEqualTo(SampleStatus.HOSTILE);
    assertThat(body.at("/pools/0/longestWaitMillis").asLong()).isEqualTo(412);
    assertThat(body.at("/pools/2/failure").asText()).startsWith("UNREACHABLE");
  }

  @Test
  void thePageNeedsNothingFromElsewhereAndNamesNothingItself() {
    HttpResponse<String> response = http.get("/");
    assertStatus(response, 200);
    assertThat(response.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(response.body())
        .startsWith("<!doctype html>")
        .doesNotContain("{style}", "{script}", "<script src", "@import", "innerHTML", " style=")
        .doesNotContain(SampleStatus.HOSTILE);
    assertThat(response.body().replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http://", "https://");
    assertThat(response.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'")
        .containsPattern("script-src 'sha256-[A-Za-z0-9+/=]{44}'")
        .doesNotContain("unsafe");
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() {
    for (String path : List.of("/", "/metrics", "/api/status", "/health/live", "/nothing")) {
      HttpResponse<String> response = http.get(path, "Origin", "http://evil.example");
      assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(response.headers().firstValue("cache-control")).contains("no-store");
      assertThat(response.headers().firstValue("content-security-policy").orElse(""))
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'");
      assertThat(response.headers().firstValue("access-control-allow-origin")).isEmpty();
      assertThat(response.headers().firstValue("server")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/nothing", "/metrics/", "//metrics", "/api", "/%2e%2e/etc/passwd", "/Metrics"})
  void anythingElseIsNotFound(String path) {
    assertStatus(http.get(path), 404);
  }

  @Test
  void whatFollowsAQuestionMarkDoesNotMatter() {
    assertStatus(http.get("/health/live?from=balancer"), 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "OPTIONS", "PATCH", "TRACE2", "POST"})
  void otherMethodsAreNotAllowed(String method) {
    for (String path : List.of("/metrics", "/health/live", "/nothing")) {
      HttpResponse<String> response =
          http.send(http.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
      assertStatus(response, 405);
      assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
    }
  }

  @Test
  void headAnswersTheSameHeadersWithoutTheBody() throws IOException {
    String answer = http.say("HEAD /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("content-length: 14\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void theTokenIsAskedForEverywhereButForHealth() {
    http.token.set(Secret.of("s3cret-tökén"));
    for (String path : List.of("/", "/metrics", "/api/status", "/nothing")) {
      HttpResponse<String> refused = http.get(path);
      assertStatus(refused, 401);
      assertThat(refused.headers().firstValue("www-authenticate").orElse("")).startsWith("Basic ");
      assertThat(refused.body()).doesNotContain("s3cret").contains("admin.token");
    }
    assertStatus(http.get("/health/live"), 200);
    assertStatus(http.get("/health/ready"), 200);
  }

  @Test
  void theTokenOpensAsBearerAndAsThePasswordOfBasic() {
    http.token.set(Secret.of("s3cret"));
    assertStatus(http.get("/metrics", "Authorization", "Bearer s3cret"), 200);
    assertStatus(http.get("/metrics", "Authorization", "bearer  s3cret"), 200);
    assertStatus(http.get("/metrics", "Authorization", basic("anyone:s3cret")), 200);
    assertStatus(http.get("/nothing", "Authorization", "Bearer s3cret"), 404);
    http.token.set(Secret.of("with:colon"));
    assertStatus(http.get("/metrics", "Authorization", basic(":with:colon")), 200);
    assertStatus(http.get("/metrics", "Authorization", "Bearer s3cret"), 401);
    http.token.set(null);
    assertStatus(http.get("/metrics", "Authorization", "Bearer whatever"), 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Bearer s3cre",
        "Bearer s3crett",
        "Bearer S3CRET",
        "s3cret",
        "Basic",
        "Basic !!!",
        "Basic czNjcmV0",
        "Digest s3cret"
      })
  void anythingButTheTokenIsRefused(String authorization) {
    http.token.set(Secret.of("s3cret"));
    assertStatus(http.get("/metrics", "Authorization", authorization), 401);
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
