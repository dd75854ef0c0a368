package io.penstock.proxy.auth;

import io.penstock.config.AuthenticationMethod;
import io.penstock.wire.auth.Md5Password;
import io.penstock.wire.auth.ScramSecret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Picks the exchange for a method and what is known of the user. Strangers, and users whose secret
 * does not serve the method, go through the same exchange as others and fail at its end. Safe on
 * any thread.
 */
public final class LoginExchanges {
  private static final String WRONG = "wrong password";
  private static final String UNKNOWN = "unknown user";
  private static final String NO_PASSWORD = "user has no password";
  private static final String MD5_ONLY = "only an md5 secret is stored, which SCRAM cannot use";

  private final StrangerSecrets strangers;
  private final Executor executor;

  /**
   * @param executor where PBKDF2 may run: virtual threads, never an event loop
   */
  public LoginExchanges(StrangerSecrets strangers, Executor executor) {
    this.strangers = strangers;
    this.executor = executor;
  }

  /**
   * A new exchange.
   *
   * @param stored null for a stranger
   * @param certificateName the common name of the client's verified certificate, if it has one
   */
  public LoginExchange exchange(
      AuthenticationMethod method,
      String user,
      @Nullable StoredSecret stored,
      @Nullable String certificateName) {
    return switch (method) {
      case SCRAM_SHA_256 -> scram(user, stored);
      case MD5 -> md5(user, stored);
      case PASSWORD -> password(user, stored);
      case CERTIFICATE -> new SettledExchange(certificate(user, stored, certificateName));
      case TRUST -> new SettledExchange(trust(stored));
      case REJECT -> new SettledExchange(new LoginStep.Refused("rejected by a rule"));
    };
  }

  private LoginExchange scram(String user, @Nullable StoredSecret stored) {
    return switch (stored) {
      case StoredSecret.Plain plain ->
          new ScramExchange(plain.derived(), new BackendProof.Password(plain.password()), WRONG);
      case StoredSecret.Scram scram -> new ScramExchange(scram.secret(), null, WRONG);
      case StoredSecret.Md5 md5 -> new ScramExchange(strangers.scram(user), null, MD5_ONLY);
      case StoredSecret.None none -> new ScramExchange(strangers.scram(user), null, NO_PASSWORD);
      case null -> new ScramExchange(strangers.scram(user), null, UNKNOWN);
    };
  }

  private LoginExchange md5(String user, @Nullable StoredSecret stored) {
    return switch (stored) {
      case StoredSecret.Plain plain ->
          new Md5Exchange(
              Md5Password.hash(plain.password().reveal(), user),
              new BackendProof.Password(plain.password()),
              WRONG);
      case StoredSecret.Scram scram -> new ScramExchange(scram.secret(), null, WRONG);
      case StoredSecret.Md5 md5 ->
          new Md5Exchange(md5.hash().reveal(), new BackendProof.Md5Hash(md5.hash()), WRONG);
      case StoredSecret.None none -> strangerMd5(user, NO_PASSWORD);
      case null -> strangerMd5(user, UNKNOWN);
    };
  }

  private LoginExchange strangerMd5(String user, String failure) {
    return new Md5Exchange(strangers.md5(user), BackendProof.NOTHING, failure);
  }

  private LoginExchange password(String user, @Nullable StoredSecret stored) {
    return switch (stored) {
      case StoredSecret.Plain plain -> password(plain.derived()::matches, WRONG);
      case StoredSecret.Scram scram -> password(scram.secret()::matches, WRONG);
      case StoredSecret.Md5 md5 -> {
        ScramSecret stranger = strangers.scram(user);
        String hash = md5.hash().reveal();
        // The first never fits: it is there for the time it takes, which must not tell what is
        // stored.
        yield password(
            password -> stranger.matches(password) || isMd5Of(hash, password, user), WRONG);
      }
      case StoredSecret.None none -> password(strangers.scram(user)::matches, NO_PASSWORD);
      case null -> password(strangers.scram(user)::matches, UNKNOWN);
    };
  }

  private LoginExchange password(Predicate<String> fits, String failure) {
    return new PasswordExchange(fits, executor, failure);
  }

  private static boolean isMd5Of(String hash, String password, String user) {
    return MessageDigest.isEqual(
        hash.getBytes(StandardCharsets.US_ASCII),
        Md5Password.hash(password, user).getBytes(StandardCharsets.US_ASCII));
  }

  private static LoginStep certificate(
      String user, @Nullable StoredSecret stored, @Nullable String certificateName) {
    if (certificateName == null) {
      return new LoginStep.Refused("no client certificate that names a user");
    }
    if (!certificateName.equals(user)) {
      return new LoginStep.Refused("client certificate is another user's");
    }
    return trust(stored);
  }

  private static LoginStep trust(@Nullable StoredSecret stored) {
    return stored == null
        ? new LoginStep.Refused(UNKNOWN)
        : new LoginStep.Proved(withoutExchange(stored), null);
  }

  private static BackendProof withoutExchange(StoredSecret stored) {
    return switch (stored) {
      case StoredSecret.Plain plain -> new BackendProof.Password(plain.password());
      case StoredSecret.Md5 md5 -> new BackendProof.Md5Hash(md5.hash());
      case StoredSecret.Scram scram -> BackendProof.NOTHING;
      case StoredSecret.None none -> BackendProof.NOTHING;
    };
  }
}
