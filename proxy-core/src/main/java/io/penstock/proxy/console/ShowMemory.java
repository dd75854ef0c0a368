package io.penstock.proxy.console;

import static io.penstock.proxy.console.Column.int4;
import static io.penstock.proxy.console.Column.text;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;

/** SHOW MEM: the memory of the JVM, in pieces of one megabyte. The total is in bytes. */
final class ShowMemory {
  private static final int PIECE = 1 << 20;

  /** A row; in bytes. */
  record Area(String name, long used, long total) {
    static Area of(String name, MemoryUsage usage) {
      return new Area(name, usage.getUsed(), usage.getCommitted());
    }
  }

  static final Table<Area> TABLE =
      Table.immediate(
          "MEM",
          List.of(
              text("name", Area::name),
              int4("size", area -> PIECE),
              int4("used", area -> (int) (area.used() / PIECE)),
              int4("free", area -> (int) ((area.total() - area.used()) / PIECE)),
              int4("memtotal", area -> (int) Math.min(Integer.MAX_VALUE, area.total()))),
          server -> areas());

  private ShowMemory() {}

  private static List<Area> areas() {
    var memory = ManagementFactory.getMemoryMXBean();
    long direct = Math.max(0, PlatformDependent.usedDirectMemory());
    return List.of(
        Area.of("heap", memory.getHeapMemoryUsage()),
        Area.of("non_heap", memory.getNonHeapMemoryUsage()),
        new Area("buffers", direct, direct));
  }
}
