package io.penstock.bench.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.bench.process.Address;
import io.penstock.bench.process.BenchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A frontend that needs next to no memory of its own: one blocking socket, and a buffer that many
 * may share. Knows no authentication but trust. Confined to one thread.
 */
final class RawClient implements AutoCloseable {
  private static final int PROTOCOL_3_0 = 3 << 16;
  private static final int HEADER_LENGTH = 5;

  private final SocketChannel socket;
  private final ByteBuffer buffer;
  private long frameBytesToCome;
  private byte lastFrame;
  private boolean ready;

  private RawClient(SocketChannel socket, ByteBuffer buffer) {
    this.socket = socket;
    this.buffer = buffer;
  }

  /**
   * Logs in, and returns when the server is ready.
   *
   * @param buffer room to receive in, which nobody else uses at the same time
   */
  static RawClient connect(Address address, String user, String database, ByteBuffer buffer)
      throws IOException {
    SocketChannel socket = SocketChannel.open(address.resolve());
    RawClient client = new RawClient(socket, buffer);
    try {
      client.send(startup(user, database));
      client.receive(Long.MAX_VALUE);
      return client;
    } catch (IOException | BenchException e) {
      socket.close();
      throw e;
    }
  }

  private static ByteBuffer startup(String user, String database) {
    byte[] parameters = ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(UTF_8);
    return ByteBuffer.allocate(8 + parameters.length)
        .putInt(8 + parameters.length)
        .putInt(PROTOCOL_3_0)
        .put(parameters)
        .flip();
  }

  /** Asks, and reads the whole answer. */
  void query(String sql) throws IOException {
    begin(sql);
    receive(Long.MAX_VALUE);
  }

  /** Asks; the answer is to be read with {@link #receive}. */
  void begin(String sql) throws IOException {
    ready = false;
    lastFrame = 0;
    byte[] text = (sql + "\0").getBytes(UTF_8);
    send(
        ByteBuffer.allocate(HEADER_LENGTH + text.length)
            .put((byte) 'Q')
            .putInt(4 + text.length)
            .put(text)
            .flip());
  }

  private void send(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  /**
   * Reads until the server is ready for the next query, or this many bytes have come, and returns
   * how many have: none if it was ready already.
   *
   * @throws BenchException if the server reports an error or goes away
   */
  long receive(long limit) throws IOException {
    long received = 0;
    while (received < limit && !ready) {
      int read = socket.read(buffer);
      if (read < 0) {
        throw new BenchException("the server has closed a connection");
      }
      received += read;
      buffer.flip();
      walk();
      buffer.compact();
    }
    return received;
  }

  /** Passes what has come, and leaves at most a header that is not whole. */
  private void walk() {
    while (true) {
      int passed = (int) Math.min(frameBytesToCome, buffer.remaining());
      buffer.position(buffer.position() + passed);
      frameBytesToCome -= passed;
      if (frameBytesToCome > 0) {
        return;
      }
      ready = lastFrame == 'Z';
      if (buffer.remaining() < HEADER_LENGTH) {
        return;
      }
      lastFrame = buffer.get(buffer.position());
      frameBytesToCome = 1L + buffer.getInt(buffer.position() + 1);
      if (lastFrame == 'E') {
        throw new BenchException("the server says: " + error());
      }
    }
  }

  /** What is at hand of an ErrorResponse. */
  private String error() {
    byte[] fields = new byte[(int) Math.min(buffer.remaining(), frameBytesToCome)];
    buffer.get(fields);
    buffer.clear();
    String text = new String(fields, HEADER_LENGTH, fields.length - HEADER_LENGTH, UTF_8);
    return text.replace('\0', ' ').strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
