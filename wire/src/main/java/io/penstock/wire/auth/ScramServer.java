package io.penstock.wire.auth;

import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.SqlState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SCRAM-SHA-256 exchange: {@link #challenge}, {@link #verify}, {@link
 * #serverFinal}, in this order and each once. Costs a few HMACs only. Not thread-safe.
 *
 * <p>Channel binding is not offered: TLS ends at the proxy, and a client bound to the proxy's
 * certificate could not be logged in to the backend. The client's user name in the exchange is
 * ignored, as PostgreSQL does; the startup message's counts.
 */
public final class ScramServer {
  /** The one mechanism to offer. */
  public static final String MECHANISM = "SCRAM-SHA-256";

  private final ScramSecret secret;
  private final String ownNonce;
  private State state = State.NEW;
  private String gs2Header = "";
  private String nonce = "";
  private String clientFirstBare = "";
  private String serverFirst = "";
  private String authMessage = "";
  private @Nullable ScramKeys keys;

  private enum State {
    /** Waits for the client's first message. */
    NEW,
    /** Sent the challenge. */
    CHALLENGED,
    /** The client knows the password. */
    VERIFIED,
    /** It does not, or sent what it must not. */
    FAILED
  }

  /** An exchange with the user who has this secret, or with a stranger and a mock one. */
  public ScramServer(ScramSecret secret) {
    this(secret, Nonces.next());
  }

  ScramServer(ScramSecret secret, String ownNonce) {
    this.secret = secret;
    this.ownNonce = ownNonce;
  }

  /**
   * Reads the client's first message and answers with nonce, salt and iterations.
   *
   * @throws ProtocolException 08P01 when malformed, 0A000 when the client requires channel binding,
   *     another authorization identity, or an extension
   */
  public Bytes challenge(Bytes clientFirst) {
    require(State.NEW);
    state = State.FAILED;
    String text = ScramAttributes.text(clientFirst);
    gs2Header = gs2Header(text);
    clientFirstBare = text.substring(gs2Header.length());
    ScramAttributes attributes =
        new ScramAttributes("client-first-message", text, gs2Header.length());
    if (attributes.letter() == 'm') {
      throw unsupported("client requires a mandatory SCRAM extension");
    }
    attributes.value('n');
    nonce = attributes.nonce() + ownNonce;
    attributes.skipExtensions();
    serverFirst =
        "r=" + nonce + ",s=" + encode(secret.salt().toArray()) + ",i=" + secret.iterations();
    state = State.CHALLENGED;
    return ScramAttributes.bytes(serverFirst);
  }

  /**
   * Reads the client's final message; true when its proof fits the secret.
   *
   * @throws ProtocolException 08P01 when malformed, or for another exchange than this
   */
  public boolean verify(Bytes clientFinal) {
    require(State.CHALLENGED);
    state = State.FAILED;
    String text = ScramAttributes.text(clientFinal);
    ScramAttributes attributes = new ScramAttributes("client-final-message", text, 0);
    String binding = attributes.value('c');
    if (!binding.equals(encode(gs2Header.getBytes(StandardCharsets.ISO_8859_1)))) {
      throw attributes.violation("channel binding differs from the first message's");
    }
    if (!attributes.nonce().equals(nonce)) {
      throw attributes.violation("nonce differs from the one in the challenge");
    }
    while (attributes.hasMore() && attributes.letter() != 'p') {
      attributes.value();
    }
    int proofAt = attributes.position();
    byte[] proof = attributes.base64('p').toArray();
    if (proof.length != Sha256.LENGTH || attributes.hasMore()) {
      throw attributes.violation("proof not of 32 bytes, or not at the end");
    }
    authMessage = clientFirstBare + "," + serverFirst + "," + text.substring(0, proofAt - 1);
    return verifyProof(proof);
  }

  /** The last message, which proves to the client that the server knows it. */
  public Bytes serverFinal() {
    require(State.VERIFIED);
    byte[] signature = Sha256.hmac(secret.serverKey().toArray(), authMessage);
    return ScramAttributes.bytes("v=" + encode(signature));
  }

  /**
   * The keys the proof gave away: they log in wherever this very secret, salt and iterations
   * included, is stored. Only after {@link #verify} was true.
   */
  public ScramKeys keys() {
    require(State.VERIFIED);
    if (keys == null) {
      throw new IllegalStateException("verified without keys");
    }
    return keys;
  }

  private boolean verifyProof(byte[] proof) {
    byte[] storedKey = secret.storedKey().toArray();
    byte[] clientKey = Sha256.hmac(storedKey, authMessage);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= proof[i];
    }
    if (!MessageDigest.isEqual(Sha256.digest(clientKey), storedKey)) {
      return false;
    }
    keys =
        new ScramKeys(secret.salt(), secret.iterations(), Bytes.of(clientKey), secret.serverKey());
    state = State.VERIFIED;
    return true;
  }

  /** "n,," without channel binding; "y,," when the client could, and sees that we do not offer. */
  private static String gs2Header(String text) {
    char flag = text.isEmpty() ? 0 : text.charAt(0);
    switch (flag) {
      case 'n', 'y' -> {}
      case 'p' -> throw unsupported("client requires SCRAM channel binding, which is not offered");
      default ->
          throw ProtocolException.violation(
              "malformed SCRAM client-first-message: channel-binding flag (expected: n or y)");
    }
    if (text.startsWith(",a=", 1)) {
      throw unsupported("client uses a SCRAM authorization identity");
    }
    if (!text.startsWith(",,", 1)) {
      throw ProtocolException.violation(
          "malformed SCRAM client-first-message: GS2 header (expected: n,, or y,,)");
    }
    return text.substring(0, 3);
  }

  private static ProtocolException unsupported(String what) {
    return new ProtocolException(
        SqlState.FEATURE_NOT_SUPPORTED,
        what,
        "Use plain SCRAM-SHA-256: for libpq, channel_binding=prefer or disable.");
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private void require(State expected) {
    if (state != expected) {
      throw new IllegalStateException("SCRAM server: " + state + " (expected: " + expected + ")");
    }
  }
}
