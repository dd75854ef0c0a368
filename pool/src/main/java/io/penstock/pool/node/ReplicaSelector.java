package io.penstock.pool.node;

import io.penstock.config.Reads;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/**
 * Chooses the node that serves a read. Decides from what is known already and allocates nothing:
 * call it on event loops.
 *
 * <p>Of the nodes that may serve, those in this proxy's zone come first. Two of them are drawn by
 * weight, and the second is taken only if it is clearly less loaded than the first: so weights hold
 * while all are equally fast, and a node that becomes slow gets less. Load is what the asking event
 * loop itself has in flight there, times how long its reads took there lately.
 */
public final class ReplicaSelector {
  /** No limit of its own: nodes take part until they are too far behind by the configuration. */
  public static final long USUAL_LAG = -1;

  /** Nothing that must have been replayed. */
  public static final long ANY_LSN = -1;

  /** What a read takes at least: below it, nodes differ by chance. */
  private static final double LEAST_LATENCY = 50_000;

  private static final double CLEARLY = 0.8;

  private final IntUnaryOperator random;
  private volatile Candidates candidates;

  ReplicaSelector(Candidates candidates, IntUnaryOperator random) {
    this.candidates = candidates;
    this.random = random;
  }

  ReplicaSelector(Candidates candidates) {
    this(candidates, bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  void candidates(Candidates changed) {
    candidates = changed;
  }

  /**
   * A node to read from. For {@link Reads#PRIMARY} that is the primary, be it up or not and tried
   * or not, because there is no other.
   *
   * @param loop the index of the event loop that asks
   * @param maxLagNanos how far behind a replica may be; {@link #USUAL_LAG} leaves it to the
   *     configuration. A replica whose lag is unknown serves only then.
   * @param minimumLsn what a replica must have replayed, in the present {@link PrimaryEpoch};
   *     {@link #ANY_LSN} when that does not matter
   * @param tried the bits of nodes not to be chosen
   */
  public ReadChoice select(int loop, Reads reads, long maxLagNanos, long minimumLsn, long tried) {
    Candidates known = candidates;
    if (reads == Reads.PRIMARY) {
      return known.primary() == 0
          ? NoReplica.NO_PRIMARY
          : known.nodes()[Long.numberOfTrailingZeros(known.primary())];
    }
    long left = reads == Reads.ANY ? known.either() : known.replicas();
    if (left == 0) {
      return NoReplica.NO_REPLICA;
    }
    left &= known.up();
    if (left == 0) {
      return NoReplica.ALL_DOWN;
    }
    long admitted = admitted(known, left);
    if (admitted == 0) {
      return whyNotAdmitted(known, left);
    }
    left = inLag(known, admitted, maxLagNanos);
    if (left == 0) {
      return NoReplica.ALL_LAGGING;
    }
    left = minimumLsn == ANY_LSN ? left : replayed(known, left, minimumLsn);
    if (left == 0) {
      return NoReplica.BEHIND_TOKEN;
    }
    left &= ~tried;
    if (left == 0) {
      return NoReplica.ALL_TRIED;
    }
    long local = left & known.local();
    return choose(known, local == 0 ? left : local, loop);
  }

  /** Whether a replica could be chosen that has replayed this position. */
  boolean isReplayed(long lsn) {
    return select(0, Reads.REPLICA_ONLY, USUAL_LAG, lsn, 0) instanceof Node;
  }

  private static long admitted(Candidates known, long set) {
    long admitted = set;
    for (long rest = set; rest != 0; rest &= rest - 1) {
      Node node = known.nodes()[Long.numberOfTrailingZeros(rest)];
      if (!node.health().admits()) {
        admitted &= ~node.bit();
      }
    }
    return admitted;
  }

  private static NoReplica whyNotAdmitted(Candidates known, long set) {
    for (long rest = set; rest != 0; rest &= rest - 1) {
      if (known.nodes()[Long.numberOfTrailingZeros(rest)].health().ban() == null) {
        return NoReplica.ALL_BROKEN;
      }
    }
    return NoReplica.ALL_BANNED;
  }

  private static long inLag(Candidates known, long set, long maxLagNanos) {
    long notLagging = set & ~(known.lagging() & ~known.primary());
    if (maxLagNanos == USUAL_LAG) {
      return notLagging;
    }
    long near = set & known.primary();
    for (long rest = set & ~known.primary(); rest != 0; rest &= rest - 1) {
      int index = Long.numberOfTrailingZeros(rest);
      long lag = known.lagNanos()[index];
      if (lag >= 0 && lag <= maxLagNanos) {
        near |= 1L << index;
      }
    }
    return near;
  }

  private static long replayed(Candidates known, long set, long minimumLsn) {
    long replayed = set & known.primary();
    for (long rest = set & ~known.primary(); rest != 0; rest &= rest - 1) {
      int index = Long.numberOfTrailingZeros(rest);
      // Positions are unsigned; one that is unknown would pass for the greatest.
      long lsn = known.lsn()[index];
      if (lsn != -1 && Long.compareUnsigned(lsn, minimumLsn) >= 0) {
        replayed |= 1L << index;
      }
    }
    return replayed;
  }

  private Node choose(Candidates known, long set, int loop) {
    if ((set & (set - 1)) == 0) {
      return known.nodes()[Long.numberOfTrailingZeros(set)];
    }
    int first = draw(known.weights(), set);
    int second = draw(known.weights(), set & ~(1L << first));
    int most = Math.max(known.weights()[first], known.weights()[second]);
    double loadOfFirst = load(known, first, most, loop);
    double loadOfSecond = load(known, second, most, loop);
    return known.nodes()[loadOfSecond < CLEARLY * loadOfFirst ? second : first];
  }

  /** One of the set by chance, in proportion to the weights. */
  private int draw(int[] weights, long set) {
    int total = 0;
    for (long rest = set; rest != 0; rest &= rest - 1) {
      total += weights[Long.numberOfTrailingZeros(rest)];
    }
    int drawn = random.applyAsInt(total);
    long rest = set;
    int index = Long.numberOfTrailingZeros(rest);
    while (drawn >= weights[index]) {
      drawn -= weights[index];
      rest &= rest - 1;
      index = Long.numberOfTrailingZeros(rest);
    }
    return index;
  }

  private static double load(Candidates known, int index, int greatestWeight, int loop) {
    NodeLoad load = known.nodes()[index].load();
    double inFlight = (double) load.inFlight(loop) * greatestWeight / known.weights()[index];
    return (inFlight + 1) * Math.max(LEAST_LATENCY, (double) load.latency(loop));
  }
}
