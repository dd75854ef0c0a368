package io.penstock.proxy.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LoginQueueTest {
  private final LoginQueue queue = new LoginQueue();
  private final List<String> turns = new ArrayList<>();

  private LoginQueue.Ticket enter(int max, String name) {
    return queue.enter(max, () -> turns.add(name));
  }

  @Test
  void turnsComeInTheOrderOfArrivalAndNoneForWhoeverLeft() {
    LoginQueue.Ticket first = enter(1, "first");
    LoginQueue.Ticket second = enter(1, "second");
    LoginQueue.Ticket third = enter(1, "third");
    enter(1, "fourth");
    assertThat(first.atOnce()).isTrue();
    assertThat(second.atOnce()).isFalse();
    second.close();
    first.close();
    assertThat(turns).containsExactly("third");
    third.close();
    assertThat(turns).containsExactly("third", "fourth");
    assertThat(queue.inFlight()).isOne();
  }

  @Test
  void closingTwiceGivesThePlaceBackOnce() {
    LoginQueue.Ticket first = enter(1, "first");
    LoginQueue.Ticket second = enter(1, "second");
    first.close();
    first.close();
    assertThat(queue.inFlight()).isOne();
    second.close();
    assertThat(queue.inFlight()).isZero();
  }

  @Test
  void aLargerLimitLetsTheNextOnesInWithWhoeverLeaves() {
    LoginQueue.Ticket first = enter(1, "first");
    enter(1, "second");
    enter(3, "third");
    first.close();
    assertThat(turns).containsExactly("second", "third");
  }

  @Test
  void neverMoreThanTheLimitAreInAndEveryoneHasATurnWhenManyThreadsEnterAndLeave()
      throws Exception {
    int max = 3;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> logins = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2_000; i++) {
        logins.add(
            threads.submit(() -> {
              CountDownLatch turn = new CountDownLatch(1);
              LoginQueue.Ticket ticket = queue.enter(max, turn::countDown);
              if (!ticket.atOnce()) {
                turn.await();
              }
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              LockSupport.parkNanos(20_000); // long enough for others to meet it
              inside.decrementAndGet();
              ticket.close();
              return null;
            }));
      }
      for (Future<?> login : logins) {
        login.get();
      }
    }
    assertThat(most.get()).isBetween(1, max);
    assertThat(queue.inFlight()).isZero();
    assertThat(queue.waiting()).isZero();
  }
}
