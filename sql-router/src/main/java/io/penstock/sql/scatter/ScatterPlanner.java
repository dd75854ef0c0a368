package io.penstock.sql.scatter;

import io.penstock.sql.copy.CopyFormat;
import io.penstock.sql.copy.CopyTarget;
import io.penstock.sql.grammar.Grammar.NotUnderstood;
import io.penstock.sql.scatter.ScatterPlan.Refused;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/** Plans how several shards answer a query, in the way that moves the fewest rows. */
public final class ScatterPlanner {
  private static final Refused NOT_WHOLE =
      new Refused(
          "the text has characters that its client_encoding does not have",
          "Send text in the session's client_encoding.");

  private ScatterPlanner() {}

  /** The plan. Pure; takes tens to hundreds of microseconds. */
  public static ScatterPlan plan(Asked asked) {
    try {
      return planned(asked);
    } catch (StackOverflowError e) {
      return new Refused(
          "the statement needs a deeper stack than this thread has", "Write it with less nesting.");
    }
  }

  /** The plan of a COPY of which each shard copies its own rows. */
  public static ScatterPlan copyOut(SqlText text, CopyFormat format) {
    return text.isWhole() ? new ScatterPlan.CopyOut(text.of(0, text.length()), format) : NOT_WHOLE;
  }

  /** The plan of a COPY whose rows go to their shards. */
  public static ScatterPlan copyIn(SqlText text, CopyFormat format, CopyTarget target) {
    return text.isWhole()
        ? new ScatterPlan.CopyIn(text.of(0, text.length()), format, target)
        : NOT_WHOLE;
  }

  private static ScatterPlan planned(Asked asked) {
    if (!asked.text().isWhole()) {
      return NOT_WHOLE;
    }
    SqlNode statement;
    try {
      statement = asked.text().parse();
    } catch (NotUnderstood e) {
      return new Refused("the statement is not understood", "Write it with plainer SQL.");
    }
    if (asked.tables().stream().noneMatch(TableMeaning::sharded)) {
      return new Refused("it reads no sharded table", "Send it to one shard.");
    }
    Refused refused = Refusals.of(statement, asked);
    if (refused != null) {
      return refused;
    }
    Calls calls = new Calls(asked.catalog(), asked.path());
    ScatterPlan plan = ofOneSelect(statement, asked, calls);
    return plan == null ? TablesPlan.of(statement, asked, calls) : plan;
  }

  private static @Nullable ScatterPlan ofOneSelect(SqlNode statement, Asked asked, Calls calls) {
    Outermost query = Outermost.of(statement);
    if (query == null || asked.anchors().isEmpty()) {
      return null;
    }
    ShardLocal local = ShardLocal.of(query, asked, calls);
    if (!local.holds()) {
      return null;
    }
    Sources sources = Sources.of(query.select().getFrom(), asked);
    RowsPlan rows = RowsPlan.of(query, asked, calls, sources, local);
    ScatterPlan plan = rows == null ? null : rows.plan();
    Block block = plan == null ? GroupsPlan.of(query, asked, calls, sources) : null;
    return block == null ? plan : block.gather(asked);
  }
}
