package io.penstock.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InFlightTest {
  @Test
  void withAnyOperationsItIsTheListThatItStandsFor() {
    Random random = new Random(1);
    InFlight ring = new InFlight();
    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          Integer payload = i;
          ring.add((byte) (1 + i % 14), payload);
          expected.add(payload);
        }
        case 4, 5, 6 -> {
          if (!expected.isEmpty()) {
            ring.remove();
            expected.remove(0);
          }
        }
        default -> {
          if (expected.size() > 1) {
            int count = random.nextInt(expected.size());
            ring.removeAfterHead(count);
            expected.subList(1, 1 + count).clear();
          }
          if (random.nextInt(100) == 0) {
            ring.clear();
            expected.clear();
          }
        }
      }
      assertThat(ring.size()).isEqualTo(expected.size());
      assertThat(ring.isEmpty()).isEqualTo(expected.isEmpty());
      if (!expected.isEmpty()) {
        assertThat(ring.headPayload()).isEqualTo(expected.get(0));
        int position = random.nextInt(expected.size());
        int payload = (Integer) expected.get(position);
        assertThat(ring.payloadAt(position)).isEqualTo(payload);
        assertThat(ring.kindAt(position)).isEqualTo((byte) (1 + payload % 14));
      }
    }
  }

  @Test
  void nothingIsInFlightAtFirst() {
    InFlight ring = new InFlight();
    assertThat(ring.headKind()).isEqualTo(InFlight.NONE);
    assertThat(ring.headPayload()).isNull();
    assertThatThrownBy(ring::remove).isInstanceOf(IllegalStateException.class);
  }
}
