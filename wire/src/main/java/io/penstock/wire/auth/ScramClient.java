package io.penstock.wire.auth;

import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one SCRAM-SHA-256 exchange: {@link #clientFirst}, {@link #challenge}, {@link
 * #clientFinal}, {@link #verify}, in this order and each once. It never sees a password: between
 * challenge and clientFinal the caller derives {@link ScramKeys} off the event loop, finds them in
 * a cache, or has them from the client's own login ({@link ScramServer#keys}). Not thread-safe.
 */
public final class ScramClient {
  private static final String PLAIN = "SCRAM-SHA-256";
  private static final String PLUS = "SCRAM-SHA-256-PLUS";
  private static final int MAX_ITERATION_DIGITS = 7;

  private final String mechanism;
  private final String gs2Header;
  private final Bytes bindingData;
  private final String ownNonce;
  private State state = State.NEW;
  private String nonce = "";
  private String serverFirst = "";
  private String authMessage = "";
  private @Nullable ScramChallenge challenge;
  private @Nullable ScramKeys keys;

  private enum State {
    /** Nothing was sent. */
    NEW,
    /** Waits for the challenge. */
    STARTED,
    /** Waits for the keys. */
    CHALLENGED,
    /** Sent the proof. */
    PROVED,
    /** The server proved that it knows the user's secret. */
    VERIFIED,
    /** The server broke the exchange. */
    FAILED
  }

  ScramClient(String mechanism, String gs2Header, Bytes bindingData, String ownNonce) {
    this.mechanism = mechanism;
    this.gs2Header = gs2Header;
    this.bindingData = bindingData;
    this.ownNonce = ownNonce;
  }

  /**
   * Chooses the best of the mechanisms the server offers.
   *
   * @param serverEndPoint {@link TlsServerEndPoint}'s hash of the server's certificate; null
   *     without TLS, or when the certificate has none
   * @throws ProtocolException 0A000 when none is SCRAM-SHA-256
   */
  public static ScramClient start(List<String> mechanisms, @Nullable Bytes serverEndPoint) {
    String nonce = Nonces.next();
    if (serverEndPoint != null && mechanisms.contains(PLUS)) {
      return new ScramClient(PLUS, "p=tls-server-end-point,,", serverEndPoint, nonce);
    }
    if (!mechanisms.contains(PLAIN)) {
      throw new ProtocolException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "SASL mechanisms of the server: " + mechanisms + " (expected: one is " + PLAIN + ")",
          "Let the server's pg_hba.conf ask this user for scram-sha-256.");
    }
    // "y" tells a server that does offer -PLUS that somebody took it out of its list on the way.
    return new ScramClient(PLAIN, serverEndPoint == null ? "n,," : "y,,", Bytes.EMPTY, nonce);
  }

  /** The mechanism for SASLInitialResponse. */
  public String mechanism() {
    return mechanism;
  }

  /** The first message; without a user name, because PostgreSQL has it from the startup message. */
  public Bytes clientFirst() {
    return clientFirst("");
  }

  Bytes clientFirst(String user) {
    require(State.NEW);
    state = State.STARTED;
    String bare = "n=" + user + ",r=" + ownNonce;
    authMessage = bare;
    return ScramAttributes.bytes(gs2Header + bare);
  }

  /**
   * Reads the server's first message.
   *
   * @throws ProtocolException 08P01 when it is malformed, does not continue this exchange's nonce,
   *     or asks for more than {@link ScramSecret#MAX_ITERATIONS}
   */
  public ScramChallenge challenge(Bytes message) {
    require(State.STARTED);
    state = State.FAILED;
    serverFirst = ScramAttributes.text(message);
    ScramAttributes attributes = new ScramAttributes("server-first-message", serverFirst, 0);
    nonce = attributes.nonce();
    if (!nonce.startsWith(ownNonce) || nonce.length() == ownNonce.length()) {
      throw attributes.violation("nonce does not extend the client's");
    }
    Bytes salt = attributes.base64('s');
    int iterations = iterations(attributes);
    attributes.skipExtensions();
    state = State.CHALLENGED;
    challenge = new ScramChallenge(salt, iterations);
    return challenge;
  }

  /**
   * The final message with the proof.
   *
   * @throws ProtocolException 28000 when the keys are for another salt or iteration count, as they
   *     are when client and backend have different secrets for the user
   */
  public Bytes clientFinal(ScramKeys keys) {
    require(State.CHALLENGED);
    if (!new ScramChallenge(keys.salt(), keys.iterations()).equals(challenge)) {
      throw new ProtocolException(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
          "the backend's SCRAM secret for this user has another salt or iteration count",
          "Copy rolpassword from the backend's pg_authid, or configure the plain password.");
    }
    this.keys = keys;
    String withoutProof = "c=" + encode(bindingInput()) + ",r=" + nonce;
    authMessage = authMessage + "," + serverFirst + "," + withoutProof;
    byte[] proof = Sha256.hmac(keys.storedKey().toArray(), authMessage);
    byte[] clientKey = keys.clientKey().toArray();
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= clientKey[i];
    }
    state = State.PROVED;
    return ScramAttributes.bytes(withoutProof + ",p=" + encode(proof));
  }

  /**
   * Reads the server's final message. Unless this returns, whoever answers may not be the server:
   * send it nothing more.
   *
   * @throws ProtocolException 28P01 when the server refuses, 28000 when its signature is wrong,
   *     08P01 when malformed
   */
  public void verify(Bytes serverFinal) {
    require(State.PROVED);
    state = State.FAILED;
    String text = ScramAttributes.text(serverFinal);
    ScramAttributes attributes = new ScramAttributes("server-final-message", text, 0);
    if (attributes.letter() == 'e') {
      throw new ProtocolException(
          SqlState.INVALID_PASSWORD, "the server refused the SCRAM proof", null);
    }
    Bytes signature = attributes.base64('v');
    attributes.skipExtensions();
    if (keys == null
        || !signature.equals(Bytes.of(Sha256.hmac(keys.serverKey().toArray(), authMessage)))) {
      throw new ProtocolException(
          SqlState.INVALID_AUTHORIZATION_SPECIFICATION,
          "the server does not know this user's secret: its SCRAM signature is wrong",
          "Make sure that this address is the database, and nothing that pretends to be.");
    }
    state = State.VERIFIED;
  }

  private static int iterations(ScramAttributes attributes) {
    String digits = attributes.value('i');
    boolean number =
        !digits.isEmpty()
            && digits.length() <= MAX_ITERATION_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int iterations = number ? Integer.parseInt(digits) : 0;
    if (iterations < 1 || iterations > ScramSecret.MAX_ITERATIONS) {
      throw attributes.violation(
          "iteration count (expected: 1 to " + ScramSecret.MAX_ITERATIONS + ")");
    }
    return iterations;
  }

  private byte[] bindingInput() {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes(gs2Header.getBytes(StandardCharsets.ISO_8859_1));
    input.writeBytes(bindingData.toArray());
    return input.toByteArray();
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private void require(State expected) {
    if (state != expected) {
      throw new IllegalStateException("SCRAM client: " + state + " (expected: " + expected + ")");
    }
  }
}
