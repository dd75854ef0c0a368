package io.penstock.proxy.console;

import io.netty.buffer.ByteBuf;
import io.penstock.wire.Formats;
import io.penstock.wire.backend.CommandComplete;
import io.penstock.wire.backend.EmptyQueryResponse;
import io.penstock.wire.backend.NoData;
import io.penstock.wire.backend.NoticeResponse;
import io.penstock.wire.backend.PortalSuspended;
import org.jspecify.annotations.Nullable;

/** A command that was bound, and the rows of its answer that the client has not fetched yet. */
final class Portal {
  private final ConsoleCommand command;
  private final Formats formats;
  private @Nullable Outcome outcome;
  private int sent;

  Portal(ConsoleCommand command, Formats formats) {
    this.command = command;
    this.formats = formats;
  }

  ConsoleCommand command() {
    return command;
  }

  boolean hasRun() {
    return outcome != null;
  }

  void ran(Outcome result) {
    outcome = result;
  }

  void describe(ByteBuf out) {
    describe(command, formats, out);
  }

  /** Appends RowDescription, or NoData for a command without rows. */
  static void describe(ConsoleCommand command, Formats formats, ByteBuf out) {
    Table<?> table = command.table();
    if (table == null) {
      NoData.INSTANCE.encode(out);
    } else {
      table.describe(formats).encode(out);
    }
  }

  /**
   * Appends what is left of the answer.
   *
   * @param maxRows after so many rows the portal is suspended; 0 or less for all
   */
  void fetch(int maxRows, ByteBuf out) {
    Outcome result = outcome;
    if (result == null) {
      throw new IllegalStateException("the command has not been run");
    }
    if (command instanceof ConsoleCommand.Empty) {
      EmptyQueryResponse.INSTANCE.encode(out);
      return;
    }
    if (sent == 0) {
      result.notices().forEach(notice -> new NoticeResponse(notice).encode(out));
    }
    Table.Rows<?> rows = result.rows();
    if (rows != null) {
      int end = rows.count();
      if (maxRows > 0 && end - sent > maxRows) {
        end = sent + maxRows;
      }
      while (sent < end) {
        rows.write(sent++, formats, out);
      }
      if (sent < rows.count()) {
        PortalSuspended.INSTANCE.encode(out);
        return;
      }
    }
    new CommandComplete(result.tag()).encode(out);
  }
}
