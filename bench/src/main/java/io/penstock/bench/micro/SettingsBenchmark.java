package io.penstock.bench.micro;

import io.penstock.proxy.session.Settings;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whether a backend's settings do for a session, which every lease asks. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class SettingsBenchmark {
  private final Settings session = settings("UTC");
  private final Settings theSame = session;
  private final Settings equal = settings("UTC");
  private final Settings other = settings("Europe/Vienna");

  private static Settings settings(String timeZone) {
    return Settings.ofStartup(
        Map.of(
            "application_name", "shop",
            "client_encoding", "UTF8",
            "datestyle", "ISO",
            "extra_float_digits", "3",
            "timezone", timeZone));
  }

  /** The very object: nearly always so. */
  @Benchmark
  public boolean same() {
    return session.equals(theSame);
  }

  /** As many and as long, set by another session. */
  @Benchmark
  public boolean equal() {
    return session.equals(equal);
  }

  /** One value differs. */
  @Benchmark
  public boolean different() {
    return session.equals(other);
  }
}
