package io.penstock.proxy.startup;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.penstock.wire.Bytes;
import io.penstock.wire.backend.AuthenticationOk;
import io.penstock.wire.frontend.CancelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Lets everybody in with AuthenticationOk and nothing more, and remembers them. */
final class RecordingDoor implements ClientDoor {
  final LinkedBlockingQueue<AuthenticatedClient> clients = new LinkedBlockingQueue<>();
  final List<Bytes> pending = new ArrayList<>();
  final LinkedBlockingQueue<CancelRequest> cancels = new LinkedBlockingQueue<>();
  final List<Runnable> cancelsDone = new ArrayList<>();
  final LinkedBlockingQueue<String> rejected = new LinkedBlockingQueue<>();
  @Nullable RuntimeException failure;

  @Override
  public void authenticated(Channel channel, AuthenticatedClient client, @Nullable ByteBuf rest) {
    if (rest != null) {
      byte[] bytes = new byte[rest.readableBytes()];
      rest.readBytes(bytes);
      rest.release();
      pending.add(Bytes.of(bytes));
    }
    if (failure != null) {
      throw failure;
    }
    clients.add(client);
    ByteBuf out = channel.alloc().buffer();
    AuthenticationOk.INSTANCE.encode(out);
    var unused = channel.writeAndFlush(out);
  }

  @Override
  public void cancel(CancelRequest request, Runnable done) {
    cancels.add(request);
    cancelsDone.add(done);
  }

  @Override
  public void rejected(String sqlState) {
    rejected.add(sqlState);
  }
}
