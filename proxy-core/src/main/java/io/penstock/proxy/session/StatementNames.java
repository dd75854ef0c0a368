package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statements of one session by the names its client gave them, looked up in the
 * received bytes without making a String. Open addressing with linear probing.
 */
final class StatementNames {
  private static final int INITIAL_CAPACITY = 8;

  private byte[] @Nullable [] names = new byte[0][];
  private @Nullable PreparedStatement[] statements = new @Nullable PreparedStatement[0];
  private int size;
  private long bytes;

  @Nullable PreparedStatement get(ByteBuf in, int start, int length) {
    if (size == 0) {
      return null;
    }
    int mask = names.length - 1;
    for (int i = hash(in, start, length) & mask; ; i = (i + 1) & mask) {
      byte[] name = names[i];
      if (name == null) {
        return null;
      }
      if (equal(name, in, start, length)) {
        return statements[i];
      }
    }
  }

  @Nullable PreparedStatement get(byte[] name) {
    return get(Unpooled.wrappedBuffer(name), 0, name.length);
  }

  void put(byte[] name, PreparedStatement statement) {
    remove(name);
    if (2 * (size + 1) > names.length) {
      resize(Math.max(INITIAL_CAPACITY, 2 * names.length));
    }
    insert(name, statement);
    size++;
    bytes += name.length + statement.body().length;
  }

  private void insert(byte[] name, PreparedStatement statement) {
    int mask = names.length - 1;
    int i = hash(name) & mask;
    while (names[i] != null) {
      i = (i + 1) & mask;
    }
    names[i] = name;
    statements[i] = statement;
  }

  @Nullable PreparedStatement remove(byte[] name) {
    if (size == 0) {
      return null;
    }
    int mask = names.length - 1;
    int i = hash(name) & mask;
    while (true) {
      byte[] found = names[i];
      if (found == null) {
        return null;
      }
      if (Arrays.equals(found, name)) {
        break;
      }
      i = (i + 1) & mask;
    }
    PreparedStatement removed = statements[i];
    size--;
    if (removed != null) {
      bytes -= name.length + removed.body().length;
    }
    names[i] = null;
    statements[i] = null;
    reinsertAfter(i);
    return removed;
  }

  /** Entries of the same run move up, so that a search never stops at a hole before them. */
  private void reinsertAfter(int hole) {
    int mask = names.length - 1;
    for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
      byte[] name = names[i];
      PreparedStatement statement = statements[i];
      if (name == null || statement == null) {
        return;
      }
      names[i] = null;
      statements[i] = null;
      insert(name, statement);
    }
  }

  private void resize(int capacity) {
    byte[] @Nullable [] oldNames = names;
    @Nullable PreparedStatement[] oldStatements = statements;
    names = new byte[capacity][];
    statements = new @Nullable PreparedStatement[capacity];
    for (int i = 0; i < oldNames.length; i++) {
      byte[] name = oldNames[i];
      PreparedStatement statement = oldStatements[i];
      if (name != null && statement != null) {
        insert(name, statement);
      }
    }
  }

  void clear() {
    names = new byte[0][];
    statements = new @Nullable PreparedStatement[0];
    size = 0;
    bytes = 0;
  }

  int size() {
    return size;
  }

  /** Bytes of names and texts. */
  long bytes() {
    return bytes;
  }

  private static boolean equal(byte[] name, ByteBuf in, int start, int length) {
    if (name.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (name[i] != in.getByte(start + i)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(ByteBuf in, int start, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + in.getByte(start + i);
    }
    return spread(hash);
  }

  private static int hash(byte[] name) {
    int hash = 0;
    for (byte b : name) {
      hash = 31 * hash + b;
    }
    return spread(hash);
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }
}
