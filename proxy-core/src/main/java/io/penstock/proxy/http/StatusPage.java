package io.penstock.proxy.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page at {@code /}: one file without outside resources. It holds no figures: its script
 * fetches them, and writes them as text, never as markup. The policy sent along admits exactly this
 * script and this style.
 */
final class StatusPage {
  private final Answer answer;

  StatusPage() {
    String style = resource("status.css");
    String script = resource("status.js");
    String page = resource("status.html").replace("{style}", style).replace("{script}", script);
    String policy =
        "default-src 'none'; connect-src 'self'; script-src '%s'; style-src '%s'; img-src data:;"
                .formatted(hash(script), hash(style))
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    answer =
        new Answer(HttpResponseStatus.OK, Answer.HTML, page)
            .with("Content-Security-Policy", policy);
  }

  Answer answer() {
    return answer;
  }

  private static String resource(String name) {
    try (InputStream in = StatusPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
