package io.penstock.sql.catalog;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the worst in each relation: its own, its types', and that of what it reads. */
final class RelationHazards {
  private final Map<Integer, Hazard> inside;
  private final Map<Integer, Hazard> types;
  private final Set<Relation> done = new HashSet<>();

  /**
   * @param inside by relation, the worst function that its view or its policies call
   * @param types by type, what its use may do
   */
  RelationHazards(Map<Integer, Hazard> inside, Map<Integer, Hazard> types) {
    this.inside = inside;
    this.types = types;
  }

  void resolve(Collection<Relation> relations) {
    relations.forEach(this::resolve);
  }

  /** Views that read each other end where they began; PostgreSQL refuses to run them. */
  private @Nullable Hazard resolve(Relation relation) {
    if (!done.add(relation)) {
      return relation.hazard();
    }
    String name = relation.toString();
    Hazard worst = own(relation, name);
    Hazard called = inside.get(relation.oid());
    worst = Hazard.worse(worst, called == null ? null : called.in(name));
    for (int type : relation.types()) {
      Hazard hazard = types.get(type);
      worst = Hazard.worse(worst, hazard == null ? null : hazard.in(name));
    }
    for (Relation source : relation.sources()) {
      Hazard hazard = resolve(source);
      worst = Hazard.worse(worst, hazard == null ? null : hazard.in(name));
    }
    for (Relation partition : relation.partitions()) {
      Hazard hazard = resolve(partition);
      worst = Hazard.worse(worst, hazard == null ? null : hazard.in(name));
    }
    relation.hazard(worst);
    return worst;
  }

  private static @Nullable Hazard own(Relation relation, String name) {
    if (relation.persistence() == Persistence.TEMPORARY) {
      return new Hazard(Hazard.Kind.TEMPORARY_TABLE, name);
    }
    if (relation.persistence() == Persistence.UNLOGGED) {
      return new Hazard(Hazard.Kind.UNLOGGED_TABLE, name);
    }
    return switch (relation.kind()) {
      case FOREIGN_TABLE -> new Hazard(Hazard.Kind.FOREIGN_TABLE, name);
      case SEQUENCE -> new Hazard(Hazard.Kind.SEQUENCE, name);
      case TABLE, PARTITIONED_TABLE, VIEW, MATERIALIZED_VIEW -> null;
    };
  }
}
