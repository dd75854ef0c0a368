package io.penstock.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.wire.Bytes;
import io.penstock.wire.Formats;
import io.penstock.wire.ProtocolVersion;
import io.penstock.wire.backend.BackendKeyData;
import io.penstock.wire.backend.BackendMessage;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.CopyData;
import io.penstock.wire.backend.DataRow;
import io.penstock.wire.backend.ErrorResponse;
import io.penstock.wire.backend.FunctionCallResponse;
import io.penstock.wire.backend.NoticeResponse;
import io.penstock.wire.backend.NotificationResponse;
import io.penstock.wire.backend.ParameterDescription;
import io.penstock.wire.backend.ParameterStatus;
import io.penstock.wire.backend.ReadyForQuery;
import io.penstock.wire.backend.RowDescription;
import io.penstock.wire.frontend.Bind;
import io.penstock.wire.frontend.CancelRequest;
import io.penstock.wire.frontend.Close;
import io.penstock.wire.frontend.Describe;
import io.penstock.wire.frontend.Execute;
import io.penstock.wire.frontend.FrontendMessage;
import io.penstock.wire.frontend.Parse;
import io.penstock.wire.frontend.Query;
import io.penstock.wire.frontend.StartupMessage;
import io.penstock.wire.frontend.Sync;
import io.penstock.wire.frontend.Target;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client that says exactly what a test tells it to, and writes down what it is answered.
 *
 * <p>An answer is written as its message's type, in parentheses what matters of it: {@code 1 2
 * D(7,x) C(SELECT 1) Z(I)}. Errors and notices show their SQLSTATE. ParameterStatus is not written
 * down but kept in {@link #parameters}.
 */
public final class ScriptedClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = Integer.getInteger("penstock.test.timeout", 10_000);

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final Map<String, String> parameters = new TreeMap<>();
  private final List<String> written = new ArrayList<>();
  private BackendKeyData key = new BackendKeyData(0, Bytes.of(new byte[4]));
  private boolean byteByByte;
  private String lastError = "";

  private ScriptedClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    this.out = socket.getOutputStream();
  }

  public static ScriptedClient connect(int port, String user, String database, String... settings) {
    return connect(port, user, database, 0, settings);
  }

  /** With a small receive buffer, for clients that read slowly. */
  public static ScriptedClient connect(
      int port, String user, String database, int receiveBuffer, String... settings) {
    ScriptedClient client = start(port, user, database, receiveBuffer, settings);
    String answers = client.untilReady();
    if (!answers.endsWith("Z(I)")) {
      throw new AssertionError("login: " + answers + " " + client.lastError());
    }
    return client;
  }

  /** Which speaks protocol 3.2, and so has a long cancel key. */
  public static ScriptedClient connectWithLongKey(int port, String user, String database) {
    ScriptedClient client = start(ProtocolVersion.V3_2, port, user, database, 0);
    client.untilReady();
    return client;
  }

  /** Sends the startup message, and reads nothing yet. */
  public static ScriptedClient start(
      int port, String user, String database, int receiveBuffer, String... settings) {
    return start(ProtocolVersion.V3_0, port, user, database, receiveBuffer, settings);
  }

  private static ScriptedClient start(
      ProtocolVersion version,
      int port,
      String user,
      String database,
      int receiveBuffer,
      String... settings) {
    try {
      Socket socket = new Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      ScriptedClient client = new ScriptedClient(socket);
      Map<String, String> startup = new LinkedHashMap<>();
      startup.put("user", user);
      startup.put("database", database);
      for (int i = 0; i < settings.length; i += 2) {
        startup.put(settings[i], settings[i + 1]);
      }
      ByteBuf frame = Unpooled.buffer();
      new StartupMessage(version, startup).encode(frame);
      client.send(ByteBufUtil.getBytes(frame));
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- sending

  /** From now on every byte goes out by itself. */
  public ScriptedClient byteByByte() {
    byteByByte = true;
    return this;
  }

  /** All in one write. */
  public ScriptedClient sends(FrontendMessage... messages) {
    send(bytes(messages));
    return this;
  }

  public static byte[] bytes(FrontendMessage... messages) {
    ByteBuf frames = Unpooled.buffer();
    for (FrontendMessage message : messages) {
      message.encode(frames);
    }
    return ByteBufUtil.getBytes(frames);
  }

  public void send(byte[] bytes) {
    try {
      if (byteByByte) {
        for (byte one : bytes) {
          out.write(one);
          out.flush();
        }
      } else {
        out.write(bytes);
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Query query(String sql) {
    return new Query(sql);
  }

  public static Parse parse(String name, String sql, Integer... types) {
    return new Parse(name, sql, List.of(types));
  }

  public static Bind bind(String portal, String statement, String... values) {
    List<Bytes> parameters = new ArrayList<>();
    for (String value : values) {
      parameters.add(Bytes.utf8(value));
    }
    return new Bind(portal, statement, Formats.ALL_TEXT, List.copyOf(parameters), Formats.ALL_TEXT);
  }

  public static Execute execute(String portal) {
    return new Execute(portal, 0);
  }

  public static Describe describe(String statement) {
    return new Describe(Target.STATEMENT, statement);
  }

  public static Close close(String statement) {
    return new Close(Target.STATEMENT, statement);
  }

  public static Sync sync() {
    return new Sync();
  }

  // ---- receiving

  /** Runs one simple query and gives its answers. */
  public String run(String sql) {
    return sends(query(sql)).untilReady();
  }

  /** Runs one statement through the extended protocol, prepared without a name. */
  public String runExtended(String sql, String... values) {
    return sends(parse("", sql), bind("", "", values), execute(""), sync()).untilReady();
  }

  /** Answers up to the next ReadyForQuery, or to the end of the connection, told as {@code end}. */
  public String untilReady() {
    return untilReady(1);
  }

  public String untilReady(int count) {
    int ready = 0;
    while (ready < count) {
      String answer = next();
      if (answer.startsWith("Z")) {
        ready++;
      }
      if (answer.equals("end")) {
        break;
      }
    }
    return taken();
  }

  /** How many rows come before the next ReadyForQuery; they are not kept. */
  public int countUntilReady() {
    try {
      int rows = 0;
      while (true) {
        byte type = in.readByte();
        in.skipNBytes(in.readInt() - 4);
        if (type == 'D') {
          rows++;
        } else if (type == 'E') {
          throw new AssertionError("an error after row " + rows);
        } else if (type == 'Z') {
          return rows;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers up to the first one of this type. */
  public String until(char type) {
    String answer;
    do {
      answer = next();
    } while (answer.charAt(0) != type && !answer.equals("end"));
    return taken();
  }

  /** Answers up to the end of the connection. */
  public String untilEnd() {
    while (!next().equals("end")) {}
    return taken();
  }

  private String taken() {
    String result = String.join(" ", written);
    written.clear();
    return result;
  }

  /** Nothing comes within so many milliseconds. */
  public boolean isSilent(int millis) {
    try {
      socket.setSoTimeout(millis);
      in.mark(1);
      int read = in.read();
      in.reset();
      return read < 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      timeout(TIMEOUT_MILLIS);
    }
  }

  private void timeout(int millis) {
    try {
      socket.setSoTimeout(millis);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String next() {
    while (true) {
      BackendMessage message;
      try {
        byte type = in.readByte();
        int length = in.readInt();
        byte[] payload = new byte[length - 4];
        in.readFully(payload);
        message = BackendMessage.decode(type, Unpooled.wrappedBuffer(payload));
        if (message instanceof ParameterStatus status) {
          parameters.put(status.name(), status.value());
          continue;
        }
        String text = text((char) type, message);
        if (!text.isEmpty()) {
          written.add(text);
          return text;
        }
      } catch (EOFException e) {
        written.add("end");
        return "end";
      } catch (SocketTimeoutException e) {
        throw new AssertionError("no answer after: " + String.join(" ", written), e);
      } catch (IOException e) {
        written.add("end");
        return "end";
      }
    }
  }

  private String text(char type, BackendMessage message) {
    return switch (message) {
      case BackendKeyData data -> {
        key = data;
        yield "";
      }
      case DataRow row -> {
        List<String> values = new ArrayList<>();
        row.values().forEach(value -> values.add(value == null ? "null" : value.toUtf8()));
        yield "D(" + String.join(",", values) + ")";
      }
      case CommandComplete complete -> "C(" + complete.tag() + ")";
      case ReadyForQuery ready -> "Z(" + (char) ready.status().code() + ")";
      case ErrorResponse error -> {
        lastError = error.fields().severity() + " " + error.fields().message();
        yield "E(" + error.fields().sqlState() + ")";
      }
      case NoticeResponse notice -> "N(" + notice.fields().sqlState() + ")";
      case NotificationResponse told -> "A(" + told.channel() + ":" + told.message() + ")";
      case ParameterDescription types -> "t" + types.types();
      case RowDescription description -> "T(" + description.fields().size() + ")";
      case FunctionCallResponse value ->
          "V(" + (value.value() == null ? "null" : value.value().toUtf8()) + ")";
      case CopyData data -> "d(" + data.data().length() + ")";
      default -> String.valueOf(type);
    };
  }

  /** Severity and message of the last error. */
  public String lastError() {
    return lastError;
  }

  /** What ParameterStatus messages have told. */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** The one value of the one row of a query. */
  public String value(String sql) {
    String answer = run(sql);
    int start = answer.indexOf("D(");
    int end = answer.lastIndexOf(") C(");
    if (start < 0 || end < start) {
      throw new AssertionError(sql + ": " + answer + " " + lastError);
    }
    return answer.substring(start + 2, end);
  }

  public BackendKeyData key() {
    return key;
  }

  /** Sends a cancel request with this client's key, and waits until the other side has read it. */
  public void cancel() {
    cancel(socket.getPort(), key.processId(), key.secretKey());
  }

  public static void cancel(int port, int processId, Bytes secretKey) {
    try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
      other.setSoTimeout(TIMEOUT_MILLIS);
      ByteBuf frame = Unpooled.buffer();
      new CancelRequest(processId, secretKey).encode(frame);
      other.getOutputStream().write(ByteBufUtil.getBytes(frame));
      other.getOutputStream().flush();
      if (other.getInputStream().read() >= 0) {
        throw new AssertionError("a cancel request was answered");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The other side reads what was sent, and then the end. */
  public void sendsNoMore() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads whatever comes, until nothing does. */
  public void skipToEnd() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes away without a word, as if its machine had lost power: the other side sees a reset. */
  public void vanish() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says goodbye. */
  @Override
  public void close() {
    try {
      if (!socket.isClosed()) {
        byteByByte = false;
        out.write(bytes(new io.penstock.wire.frontend.Terminate()));
        out.flush();
      }
    } catch (IOException e) {
      // The other side was faster.
      lastError = e.toString();
    } finally {
      try {
        socket.close();
      } catch (IOException e) {
        lastError = e.toString();
      }
    }
  }
}
