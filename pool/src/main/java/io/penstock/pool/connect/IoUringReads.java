package io.penstock.pool.connect;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;

/**
 * How sockets are read with io_uring: one receive at a time, which waits in the kernel without a
 * buffer and takes one of its loop's ring when bytes come. Idle connections hold no buffer, and
 * nothing is polled. Reasons and figures: decision 0011.
 */
public final class IoUringReads {
  /** How many sockets can be read in one round of a loop before the others wait for the next. */
  private static final short BUFFERS = 64;

  /** Long results come in pieces of this. */
  private static final int BUFFER_BYTES = 32 * 1024;

  private static final short GROUP = 1;
  private static final String RECEIVES_STAY_ARMED = "io.netty.iouring.recvMultishotEnabled";

  static {
    // A receive that stays armed cannot be held back without a cancel, and Netty loses reads that
    // are cancelled and asked for again. Netty reads this when IoUring is loaded.
    System.setProperty(RECEIVES_STAY_ARMED, "false");
  }

  private IoUringReads() {}

  /** Whether the kernel has what is needed (5.19 or newer), and lets this process use it. */
  public static boolean available() {
    return IoUring.isAvailable() && IoUring.isRegisterBufferRingSupported();
  }

  static IoHandlerFactory handlers() {
    IoUringBufferRingConfig ring =
        IoUringBufferRingConfig.builder()
            .bufferGroupId(GROUP)
            .bufferRingSize(BUFFERS)
            .batchSize(BUFFERS)
            .incremental(false)
            .allocator(
                new IoUringFixedBufferRingAllocator(PooledByteBufAllocator.DEFAULT, BUFFER_BYTES))
            .build();
    return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setBufferRingConfig(ring));
  }

  static Bootstrap prepare(Bootstrap connecting) {
    return connecting.option(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
  }

  static ServerBootstrap prepare(ServerBootstrap accepting) {
    return accepting.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
  }
}
