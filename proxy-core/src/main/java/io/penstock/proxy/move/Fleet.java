package io.penstock.proxy.move;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All proxies that serve a database: none may place its keys otherwise than the others. */
final class Fleet implements AutoCloseable {
  private final String database;
  private final List<ProxyConsole> consoles;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("console-", 0).factory());

  /** A proxy does not answer. */
  static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreachableException(ProxyAddress proxy, Throwable cause) {
      super("proxy " + proxy + ": " + cause.getMessage(), cause);
    }
  }

  Fleet(String database, List<ProxyAddress> proxies) {
    this.database = database;
    this.consoles = proxies.stream().map(ProxyConsole::new).toList();
  }

  /** What each proxy said, and which that was. */
  record Answer(ProxyAddress proxy, ProxyConsole.View view) {}

  /** Has all proxies go by the record as it is now; blocks until all have answered. */
  List<Answer> follow(Duration patience) throws UnreachableException, InterruptedException {
    List<Future<ProxyConsole.View>> views = new ArrayList<>();
    for (ProxyConsole console : consoles) {
      views.add(threads.submit(() -> console.follow(database, patience)));
    }
    List<Answer> answers = new ArrayList<>();
    UnreachableException silent = null;
    for (int i = 0; i < views.size(); i++) {
      ProxyAddress proxy = consoles.get(i).address();
      try {
        answers.add(new Answer(proxy, views.get(i).get()));
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (!(cause instanceof SQLException)) {
          throw new IllegalStateException(cause);
        }
        silent = new UnreachableException(proxy, cause);
      }
    }
    if (silent != null) {
      throw silent;
    }
    return answers;
  }

  /** The processes of servers that the proxies are connected to, for one thread at a time. */
  Set<Integer> backends() throws UnreachableException {
    Set<Integer> processes = new HashSet<>();
    for (ProxyConsole console : consoles) {
      try {
        processes.addAll(console.backends());
      } catch (SQLException e) {
        console.close();
        throw new UnreachableException(console.address(), e);
      }
    }
    return processes;
  }

  /** Whether all go by this version and run nothing that was sent before. */
  static boolean arrived(List<Answer> answers, long version) {
    return answers.stream()
        .allMatch(answer -> answer.view().version() >= version && answer.view().behind() == 0);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    consoles.forEach(ProxyConsole::close);
  }
}
