package io.penstock.proxy.http;

/** Where the HTTP port gets what it shows. Asked on virtual threads, which may block. */
public interface StatusSource {
  /** The figures of the status page. */
  Status status();

  /** Whether traffic should be sent here. */
  Readiness readiness();

  /** The meters, in Prometheus' text format 0.0.4. */
  String metrics();
}
