package io.penstock.proxy.server;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Passes connections on to a server, and cuts one when a certain query comes: before the server has
 * got it, or after the server has carried it out and before its answer is passed on.
 */
final class CuttingRelay implements AutoCloseable {
  /** When the connection ends. */
  enum Moment {
    BEFORE,
    AFTER,

    /** It does not: somebody only wants to know. */
    NEVER
  }

  private record Order(String beginning, Moment moment, Runnable also, CountDownLatch seen) {}

  private final ServerSocket listener;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean accepts = true;
  private final AtomicReference<@Nullable Order> order = new AtomicReference<>();

  CuttingRelay(int port) throws IOException {
    this.port = port;
    this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("relay-accept").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** The next query that begins so is the last of its connection. */
  CountDownLatch cut(Moment moment, String beginning) {
    return cut(moment, beginning, () -> {});
  }

  /**
   * The same.
   *
   * @param also runs as the connection is cut, or before the server gets the query
   */
  CountDownLatch cut(Moment moment, String beginning, Runnable also) {
    Order next = new Order(beginning, moment, also, new CountDownLatch(1));
    order.set(next);
    return next.seen();
  }

  /**
   * Connections are closed as soon as they come, until {@link #accept(boolean)}; there are none.
   */
  void refuse() {
    accepts = false;
    closeAll();
  }

  void accept(boolean again) {
    accepts = again;
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        if (!accepts) {
          client.close();
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        Connection connection = new Connection(client, server);
        Thread.ofVirtual().name("relay-requests").start(connection::requests);
        Thread.ofVirtual().name("relay-answers").start(connection::answers);
      } catch (SocketException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class Connection {
    private final Socket client;
    private final Socket server;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean swallows;
    private Runnable after = () -> {};

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void requests() {
      try (DataInputStream in =
              new DataInputStream(new BufferedInputStream(client.getInputStream()));
          OutputStream out = server.getOutputStream()) {
        boolean started = false;
        while (true) {
          int type = started ? in.readUnsignedByte() : -1;
          int length = in.readInt();
          byte[] frame = new byte[(started ? 1 : 0) + length];
          int at = 0;
          if (started) {
            frame[at++] = (byte) type;
          }
          frame[at] = (byte) (length >> 24);
          frame[at + 1] = (byte) (length >> 16);
          frame[at + 2] = (byte) (length >> 8);
          frame[at + 3] = (byte) length;
          in.readFully(frame, at + 4, length - 4);
          started = true;
          if (type == 'Q' && !pass(new String(frame, 5, length - 5, StandardCharsets.UTF_8))) {
            swallows = true;
            out.write(frame);
            out.flush();
            answered.await(20, TimeUnit.SECONDS);
            after.run();
            return;
          }
          out.write(frame);
          if (in.available() == 0) {
            out.flush();
          }
        }
      } catch (EOFException | SocketException e) {
        // One of the two has closed.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        end();
      }
    }

    /** Whether it goes on after this query. */
    private boolean pass(String query) throws SocketException {
      Order now = order.get();
      if (now == null || !query.startsWith(now.beginning()) || !order.compareAndSet(now, null)) {
        return true;
      }
      if (now.moment() == Moment.AFTER) {
        after = () -> told(now);
        return false;
      }
      told(now);
      if (now.moment() == Moment.BEFORE) {
        throw new SocketException("cut");
      }
      return true;
    }

    private void told(Order now) {
      now.also().run();
      now.seen().countDown();
    }

    void answers() {
      try (InputStream in = server.getInputStream();
          OutputStream out = client.getOutputStream()) {
        byte[] bytes = new byte[8192];
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          if (swallows) {
            answered.countDown();
            continue;
          }
          out.write(bytes, 0, read);
          out.flush();
        }
      } catch (SocketException e) {
        // One of the two has closed.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        end();
      }
    }

    private void end() {
      answered.countDown();
      for (Socket socket : new Socket[] {client, server}) {
        sockets.remove(socket);
        try {
          socket.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    closeAll();
  }

  private void closeAll() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
