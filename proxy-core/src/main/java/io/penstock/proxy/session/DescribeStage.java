package io.penstock.proxy.session;

import io.netty.buffer.ByteBuf;
import io.penstock.proxy.scatter.AskedStatement;
import io.penstock.proxy.scatter.ResultColumns;
import io.penstock.proxy.scatter.RowOrder;
import io.penstock.sql.ClientEncoding;
import io.penstock.sql.scatter.Carrier;
import io.penstock.sql.scatter.Described;
import io.penstock.sql.scatter.Finish;
import io.penstock.sql.scatter.Gather;
import io.penstock.sql.scatter.Part;
import io.penstock.sql.scatter.ScatterPlan;
import io.penstock.wire.BackendBytes;
import io.penstock.wire.FrameWalker;
import io.penstock.wire.SqlState;
import io.penstock.wire.backend.ErrorFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the first shard what types the statement has, then its parts, then what finishes it. Nothing
 * is run. Whatever PostgreSQL makes of a statement that it was not sent by the client has to agree
 * with what it makes of the client's own.
 */
final class DescribeStage implements ScatterStage, Branch.Owner {
  private enum Step {
    TEXT,
    STREAM,
    PARTS,
    FINISH
  }

  private final Scattering scattering;

  private Step step = Step.TEXT;
  private int[] parameters = {};
  private int[] types = {};
  private ResultColumns columns = ResultColumns.NONE;
  private final List<ResultColumns> answers = new ArrayList<>();
  private List<ResultColumns> partColumns = List.of();
  private @Nullable ErrorFields error;
  private @Nullable Gather gather;
  private @Nullable Finish finish;

  DescribeStage(Scattering scattering) {
    this.scattering = scattering;
  }

  @Override
  public void begin() {
    // The one that clients ask what the OIDs of types mean.
    scattering.branch(ShardExchange.FIRST, this);
  }

  @Override
  public void leased(Branch branch) {
    ClientExchange exchange = scattering.exchange();
    ask(branch, List.of(new AskedStatement(exchange.sql(), exchange.declared())));
  }

  private void ask(Branch branch, List<AskedStatement> statements) {
    answers.clear();
    ByteBuf out = scattering.frames();
    for (AskedStatement statement : statements) {
      statement.describe(out);
    }
    AskedStatement.sync(out);
    branch.send(out);
  }

  @Override
  public void answered(Branch branch) {
    for (byte type = branch.next(); type != 0; type = branch.next()) {
      FrameWalker walker = branch.walker();
      ByteBuf in = walker.buffer();
      switch (type) {
        case BackendBytes.PARAMETER_DESCRIPTION -> {
          if (step == Step.TEXT) {
            parameters = types(in, walker.payload());
            types = ScatterShape.everywhere(parameters);
          }
        }
        case BackendBytes.ROW_DESCRIPTION ->
            answers.add(ResultColumns.read(in, walker.payload(), walker.end()));
        case BackendBytes.NO_DATA -> answers.add(ResultColumns.NONE);
        case BackendBytes.ERROR_RESPONSE -> error = branch.error();
        default -> {}
      }
      byte status = branch.status();
      walker.advance();
      if (type == BackendBytes.READY_FOR_QUERY) {
        stepDone(branch, status);
        return;
      }
    }
  }

  private static int[] types(ByteBuf in, int payload) {
    int[] types = new int[in.getUnsignedShort(payload)];
    for (int i = 0; i < types.length; i++) {
      types[i] = in.getInt(payload + 2 + 4 * i);
    }
    return types;
  }

  private void stepDone(Branch branch, byte status) {
    ErrorFields failure = error;
    if (failure != null) {
      scattering.ready(branch, status);
      scattering.fail(step == Step.TEXT ? failure : refused(failure));
      return;
    }
    switch (step) {
      case TEXT -> textDescribed(branch, status);
      case STREAM -> streamDescribed(branch, status);
      case PARTS -> partsDescribed(branch, status);
      case FINISH -> {
        Gather gathered = gather;
        Finish found = finish;
        if (gathered == null || found == null || !answers.getFirst().sameAs(columns)) {
          giveUp(branch, status, "its rows would have other types than on one server");
        } else {
          done(branch, status, new ScatterShape.Way.Finished(gathered, partColumns, found));
        }
      }
    }
  }

  private void textDescribed(Branch branch, byte status) {
    columns = answers.getFirst();
    if (scattering.exchange().simple() && types.length > 0) {
      scattering.ready(branch, status);
      scattering.fail(ErrorFields.error(SqlState.UNDEFINED_PARAMETER, "there is no parameter $1"));
      return;
    }
    switch (scattering.plan()) {
      case ScatterPlan.Stream stream when scattering.inParts() && stream.otherwise() != null ->
          askParts(branch, stream.otherwise());
      case ScatterPlan.Stream stream -> {
        step = Step.STREAM;
        ask(branch, List.of(scattering.asked(stream.part(), types)));
      }
      case Gather gathered -> askParts(branch, gathered);
      case ScatterPlan.CopyOut copy -> throw new IllegalStateException("COPY is not described");
      case ScatterPlan.CopyIn copy -> throw new IllegalStateException("COPY is not described");
      case ScatterPlan.Change change -> throw new IllegalStateException("a change is no query");
      case ScatterPlan.Refused refused ->
          throw new IllegalStateException("a refused statement is carried out");
    }
  }

  private void streamDescribed(Branch branch, byte status) {
    ScatterPlan.Stream stream = (ScatterPlan.Stream) scattering.plan();
    ResultColumns part = answers.getFirst();
    boolean agrees =
        part.count() == columns.count() + stream.order().size() && part.beginsLike(columns);
    if (!agrees) {
      giveUp(branch, status, "its rows would have other types than on one server");
      return;
    }
    ClientEncoding encoding = scattering.session().reported.encoding();
    RowOrder order =
        stream.order().isEmpty()
            ? null
            : RowOrder.of(part, stream.order(), encoding == ClientEncoding.UTF8);
    Gather otherwise = stream.otherwise();
    if (order != null || stream.order().isEmpty()) {
      byte[] sql = scattering.asked(stream.part(), types).sql();
      done(branch, status, new ScatterShape.Way.Streamed(sql, part, order));
    } else if (otherwise != null) {
      askParts(branch, otherwise);
    } else {
      giveUp(branch, status, "its rows are ordered by a type that cannot be merged");
    }
  }

  private void askParts(Branch branch, Gather gathered) {
    gather = gathered;
    step = Step.PARTS;
    List<AskedStatement> parts = new ArrayList<>();
    for (Part part : gathered.parts()) {
      parts.add(scattering.asked(part.sql(types.length, part.feeds()), types));
    }
    ask(branch, parts);
  }

  private void partsDescribed(Branch branch, byte status) {
    Gather gathered = gather;
    if (gathered == null) {
      throw new IllegalStateException("no parts were asked for");
    }
    Described described =
        new Described(columns.types(), answers.stream().map(ResultColumns::types).toList());
    Finish found;
    try {
      found = gathered.finish(described, types.length);
    } catch (Gather.Unfinished e) {
      ScatterPlan.Refused refused = e.refused();
      scattering.ready(branch, status);
      scattering.fail(ShardAnswers.noShard(refused.sentence(), refused.hint()));
      return;
    }
    finish = found;
    partColumns = List.copyOf(answers);
    step = Step.FINISH;
    ask(branch, List.of(finishing(scattering, found, types)));
  }

  /** The statement that finishes, whose parameters are the client's and the gathered arrays. */
  static AskedStatement finishing(Scattering scattering, Finish finish, int[] types) {
    List<Carrier> carriers = finish.carriers().stream().flatMap(List::stream).toList();
    int[] all = Arrays.copyOf(types, types.length + carriers.size());
    for (int i = 0; i < carriers.size(); i++) {
      all[types.length + i] = carriers.get(i).arrayOid();
    }
    return scattering.asked(finish.sql(), all);
  }

  private void done(Branch branch, byte status, ScatterShape.Way way) {
    scattering.ready(branch, status);
    scattering.described(new ScatterShape(parameters, columns, way));
  }

  private void giveUp(Branch branch, byte status, String sentence) {
    scattering.ready(branch, status);
    scattering.fail(ShardAnswers.noShard(sentence, "Write it with plainer SQL, or name the key."));
  }

  /** PostgreSQL understands the client's statement, and not what was made of it. */
  private static ErrorFields refused(ErrorFields failure) {
    return ShardAnswers.noShard(
            "it cannot be put together from the rows of several shards",
            "Write it with plainer SQL, or name the key.")
        .withDetail("PostgreSQL says of the attempt: " + failure.message());
  }

  @Override
  public void failed(Branch branch, ErrorFields because) {
    scattering.failed(branch, because);
  }
}
