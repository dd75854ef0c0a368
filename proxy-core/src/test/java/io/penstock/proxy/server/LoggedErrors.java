package io.penstock.proxy.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What was logged as an error: leaked buffers, and exceptions nobody expected. */
final class LoggedErrors extends AppenderBase<ILoggingEvent> {
  private final List<String> errors = new CopyOnWriteArrayList<>();

  static LoggedErrors collect() {
    LoggedErrors collected = new LoggedErrors();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    collected.setContext(root.getLoggerContext());
    collected.start();
    root.addAppender(collected);
    return collected;
  }

  @Override
  protected void append(ILoggingEvent event) {
    boolean ofNetty = event.getLoggerName().startsWith("io.netty");
    if (event.getLevel().isGreaterOrEqual(ofNetty ? Level.WARN : Level.ERROR)) {
      String cause =
          event.getThrowableProxy() == null ? "" : ": " + event.getThrowableProxy().getMessage();
      errors.add(event.getLoggerName() + ": " + event.getFormattedMessage() + cause);
    }
  }

  /** Since the last call. */
  List<String> seen() {
    List<String> seen = List.copyOf(errors);
    errors.clear();
    return seen;
  }

  void detach() {
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(this);
    stop();
  }
}
