package io.penstock.pool.connect;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.penstock.config.Secret;
import io.penstock.wire.Bytes;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.auth.Md5Password;
import io.penstock.wire.auth.ScramChallenge;
import io.penstock.wire.auth.ScramClient;
import io.penstock.wire.auth.ScramKeys;
import io.penstock.wire.auth.TlsServerEndPoint;
import io.penstock.wire.backend.AuthenticationCleartextPassword;
import io.penstock.wire.backend.AuthenticationMd5Password;
import io.penstock.wire.backend.AuthenticationMessage;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.backend.AuthenticationSasl;
import io.penstock.wire.backend.AuthenticationSaslContinue;
import io.penstock.wire.backend.AuthenticationSaslFinal;
import io.penstock.wire.backend.AuthenticationUnsupported;
import io.penstock.wire.frontend.PasswordMessage;
import io.penstock.wire.frontend.SaslInitialResponse;
import io.penstock.wire.frontend.SaslResponse;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Answers one backend's demands for proof. Confined to the connection's event loop. */
final class BackendAuthentication {
  private final LoginRequest request;
  private final ScramKeyCache scramKeys;
  private final Executor blocking;
  private @Nullable ScramClient scram;
  private boolean serverProved = true;

  BackendAuthentication(LoginRequest request, ScramKeyCache scramKeys, Executor blocking) {
    this.request = request;
    this.scramKeys = scramKeys;
    this.blocking = blocking;
  }

  /** A server that began SCRAM must also have ended it, or it may be an impostor. */
  void requireServerProved() {
    if (!serverProved) {
      throw ProtocolException.violation(
          "AuthenticationOk before the server proved itself by SCRAM");
    }
  }

  /**
   * Answers on the channel, perhaps later, or fails the attempt.
   *
   * @throws ProtocolException when the server breaks the exchange
   */
  void answer(AuthenticationMessage message, Channel channel, ConnectAttempt attempt) {
    switch (message) {
      case AuthenticationOk ok -> throw new IllegalArgumentException("nothing to answer: " + ok);
      case AuthenticationCleartextPassword clear -> cleartext(channel, attempt);
      case AuthenticationMd5Password md5 -> md5(md5.salt(), channel, attempt);
      case AuthenticationSasl sasl -> startScram(sasl, channel, attempt);
      case AuthenticationSaslContinue next -> proveScram(next.message(), channel, attempt);
      case AuthenticationSaslFinal last -> {
        scram("AuthenticationSASLFinal").verify(last.message());
        serverProved = true;
      }
      case AuthenticationUnsupported unsupported ->
          attempt.fail(
              attempt
                  .failures()
                  .credentials(
                      "authentication method " + unsupported.code(),
                      "trust, cleartext, md5 or SCRAM-SHA-256"));
    }
  }

  private void cleartext(Channel channel, ConnectAttempt attempt) {
    if (request.credentials() instanceof BackendCredentials.Password plain) {
      if (channel.pipeline().get(SslHandler.class) == null) {
        CleartextWarning.once(request.endpoint());
      }
      Outbound.send(channel, new PasswordMessage(plain.password().reveal()));
    } else {
      attempt.fail(attempt.failures().credentials("a cleartext password", "a plain password"));
    }
  }

  private void md5(Bytes salt, Channel channel, ConnectAttempt attempt) {
    String hash =
        switch (request.credentials()) {
          case BackendCredentials.Password plain ->
              Md5Password.hash(plain.password().reveal(), request.user());
          case BackendCredentials.Md5Secret secret -> secret.hash().reveal();
          case BackendCredentials.ScramPassThrough keys -> null;
          case BackendCredentials.None none -> null;
        };
    if (hash == null) {
      attempt.fail(
          attempt.failures().credentials("an md5 password", "a plain password or an md5 hash"));
    } else {
      Outbound.send(channel, new PasswordMessage(Md5Password.response(hash, salt)));
    }
  }

  private void startScram(AuthenticationSasl sasl, Channel channel, ConnectAttempt attempt) {
    switch (request.credentials()) {
      case BackendCredentials.Password plain -> sendClientFirst(sasl, channel);
      case BackendCredentials.ScramPassThrough keys -> sendClientFirst(sasl, channel);
      case BackendCredentials.Md5Secret secret -> failScram(attempt);
      case BackendCredentials.None none -> failScram(attempt);
    }
  }

  private static void failScram(ConnectAttempt attempt) {
    attempt.fail(
        attempt
            .failures()
            .credentials(
                "a SCRAM-SHA-256 proof", "a plain password, or the keys of a SCRAM login"));
  }

  private void sendClientFirst(AuthenticationSasl sasl, Channel channel) {
    if (scram != null) {
      throw ProtocolException.violation("AuthenticationSASL for the second time");
    }
    serverProved = false;
    scram = ScramClient.start(sasl.mechanisms(), serverEndPoint(channel));
    Outbound.send(channel, new SaslInitialResponse(scram.mechanism(), scram.clientFirst()));
  }

  private void proveScram(Bytes serverFirst, Channel channel, ConnectAttempt attempt) {
    ScramClient client = scram("AuthenticationSASLContinue");
    ScramChallenge challenge = client.challenge(serverFirst);
    switch (request.credentials()) {
      case BackendCredentials.ScramPassThrough known -> prove(client, known.keys(), channel);
      case BackendCredentials.Password plain -> {
        ScramKeys known = scramKeys.find(plain.password(), challenge);
        if (known != null) {
          prove(client, known, channel);
        } else {
          derive(client, plain.password(), challenge, channel, attempt);
        }
      }
      case BackendCredentials.Md5Secret secret -> failScram(attempt);
      case BackendCredentials.None none -> failScram(attempt);
    }
  }

  private void derive(
      ScramClient client,
      Secret password,
      ScramChallenge challenge,
      Channel channel,
      ConnectAttempt attempt) {
    EventLoop loop = channel.eventLoop();
    blocking.execute(() -> {
      ScramKeys derived = scramKeys.derive(password, challenge);
      loop.execute(() -> {
        if (!attempt.ended()) {
          prove(client, derived, channel);
        }
      });
    });
  }

  private static void prove(ScramClient client, ScramKeys keys, Channel channel) {
    Outbound.send(channel, new SaslResponse(client.clientFinal(keys)));
  }

  private ScramClient scram(String message) {
    if (scram == null) {
      throw ProtocolException.violation(message + " without AuthenticationSASL");
    }
    return scram;
  }

  /** Binds SCRAM to the certificate; null without TLS. */
  private static @Nullable Bytes serverEndPoint(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return null;
    }
    try {
      Certificate[] chain = tls.engine().getSession().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? TlsServerEndPoint.of(certificate)
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }
}
