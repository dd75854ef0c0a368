package io.penstock.bench.micro;

import io.penstock.sql.Script;
import io.penstock.sql.StatementScanner;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The lexer's pass over a text: its fingerprint, and what it tells about the session. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
@NullUnmarked // JMH calls the setup before anything else.
public class ScannerBenchmark {
  /** What is scanned. */
  public enum Text {
    SELECT("SELECT abalance FROM pgbench_accounts WHERE aid = 123456;"),
    UPDATE("UPDATE pgbench_accounts SET abalance = abalance + -1234 WHERE aid = 123456;"),
    INSERT(
        "INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)"
            + " VALUES (7, 1, 123456, -1234, CURRENT_TIMESTAMP);"),
    BEGIN("BEGIN;"),
    HINTED(
        "/* penstock: replica, consistency=bounded */"
            + " SELECT abalance FROM pgbench_accounts WHERE aid = 123456;"),
    LONG_INSERT(longInsert());

    private static final int LONG_BYTES = 10_000;

    private final String sql;

    Text(String sql) {
      this.sql = sql;
    }

    private static String longInsert() {
      StringBuilder sql = new StringBuilder("INSERT INTO items (id, name, price) VALUES ");
      for (int row = 0; sql.length() < LONG_BYTES; row++) {
        sql.append(row == 0 ? "" : ", ")
            .append("(%d, 'item no. %d', %d.99)".formatted(row, row, row));
      }
      return sql.toString();
    }
  }

  private final StatementScanner scanner = new StatementScanner();
  private byte[] sql;

  @Param private Text text;

  /** Encodes the text. */
  @Setup
  public void encode() {
    sql = text.sql.getBytes(StandardCharsets.UTF_8);
  }

  /** The whole text. */
  @Benchmark
  public Script scan() {
    return scanner.scan(sql, 0, sql.length);
  }
}
