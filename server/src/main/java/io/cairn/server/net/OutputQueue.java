package io.cairn.server.net;

import io.cairn.engine.resp.ReplyWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * Replies of one connection on their way out, in order. A reply that acknowledges or observes changes which are not durable
 * leaves when the journal has released their position.
 *
 * <pre>
 *   writer's buffer | sent | may leave | waits for position 700 | waits for position 900 |
 *                          ^ sent      ^ released               ^ ends[0]                ^ ends[1]
 * </pre>
 *
 * <p>Invariants: {@code 0 <= sent <= released <= ends[0] <= … <= writer.length()}; the positions rise.
 */
final class OutputQueue {
    private final BufferPool pool;
    private final ReplyWriter writer;
    private int sent;
    private int released;
    private int[] ends = new int[4];
    private long[] positions = new long[4];
    private int waiting;
    private int expectedLength;

    /** @param pool where arrays come from */
    OutputQueue(BufferPool pool) {
        this.pool = pool;
        this.writer = new ReplyWriter(pool::enlarge);
    }

    /** Where commands write their replies, while a buffer is lent to it. */
    ReplyWriter writer() {
        return writer;
    }

    /** Gives the writer an array to write to, if it has none: such a one as it took lately. */
    void borrow() {
        if (writer.buffer().length == 0) {
            writer.exchange(pool.takeIfAtHand(expectedLength));
        }
    }

    /**
     * Gives the array back if everything has been sent. Else moves what is left to its start, when the part that was sent
     * is the bigger one: under {@code appendfsync always} a client that pipelines without pause has something held at any
     * time, and the array would grow for ever.
     */
    void reclaim() {
        if (sent == writer.length()) {
            if (writer.buffer().length > 0) {
                // A turn has large and small batches: what is left of the requests comes in the last one.
                expectedLength = Math.max(writer.length(), expectedLength / 2);
                pool.give(writer.exchange(BufferPool.EMPTY));
                sent = 0;
                released = 0;
            }
        } else if (sent > writer.length() / 2) {
            compact();
        }
    }

    /** Bytes that have not been sent. */
    int pendingBytes() {
        return writer.length() - sent;
    }

    /** Whether replies wait for the journal. */
    boolean isHolding() {
        return waiting > 0;
    }

    /** Whether bytes may leave that have not. */
    boolean isReady() {
        return released > sent;
    }

    /**
     * What was written from {@code from} on may leave once {@code position} is released, and what comes before that with what
     * is held before it. A position that is not above the one before it is waited for there: order is kept.
     */
    void hold(int from, long position) {
        followTo(from);
        int end = writer.length();
        if (end == from) {
            return;
        }
        if (waiting > 0 && position <= positions[waiting - 1]) {
            ends[waiting - 1] = end;
            return;
        }
        if (waiting == ends.length) {
            ends = Arrays.copyOf(ends, 2 * waiting);
            positions = Arrays.copyOf(positions, 2 * waiting);
        }
        ends[waiting] = end;
        positions[waiting] = position;
        waiting++;
    }

    /** Lets go what waited for a position up to {@code position}. */
    void release(long position) {
        int done = 0;
        while (done < waiting && positions[done] <= position) {
            released = ends[done];
            done++;
        }
        if (done > 0) {
            System.arraycopy(ends, done, ends, 0, waiting - done);
            System.arraycopy(positions, done, positions, 0, waiting - done);
            waiting -= done;
        }
    }

    /** What was written need not wait for the journal: it leaves with what is held before it, at once if nothing is. */
    void follow() {
        followTo(writer.length());
    }

    private void followTo(int end) {
        if (waiting == 0) {
            released = Math.max(released, end);
        } else {
            ends[waiting - 1] = Math.max(ends[waiting - 1], end);
        }
    }

    /**
     * Sends what may leave, through {@code scratch}, a direct buffer.
     *
     * @return how many bytes were sent
     */
    long send(WritableByteChannel channel, ByteBuffer scratch) throws IOException {
        long before = sent;
        boolean accepting = true;
        while (accepting && sent < released) {
            scratch.clear();
            int length = Math.min(scratch.capacity(), released - sent);
            scratch.put(writer.buffer(), sent, length).flip();
            int written = channel.write(scratch);
            sent += written;
            accepting = written == length;
        }
        return sent - before;
    }

    private void compact() {
        writer.discard(sent);
        released -= sent;
        for (int i = 0; i < waiting; i++) {
            ends[i] -= sent;
        }
        sent = 0;
    }
}
