package io.cairn.server.net;

import io.cairn.engine.Engine;
import io.cairn.engine.command.LookAhead;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyTooLargeException;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import io.cairn.server.session.ClientSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One client's socket: bytes that have come and are not executed yet, and replies that have not left yet.
 *
 * <p>Belongs to its event loop. While nothing is in flight it owns no buffers. Other threads may only ask for it to be
 * closed ({@link ClientSession#kill}).
 */
final class Connection {
    private static final long NOT_OVER = -1;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final BufferPool pool;
    private final ClientSession session;
    private final RequestParser parser = new RequestParser();
    private final OutputQueue output;
    private final Args args = new Args();

    private byte[] input = BufferPool.EMPTY;
    private int inputEnd;
    private boolean inputOver;
    private boolean ended;
    private int batchStart;
    private long overSoftLimitSinceMs = NOT_OVER;

    /** Whether the loop has it among those with held replies; kept here so that it is there once. */
    boolean listedAsHeld;

    Connection(SocketChannel channel, SelectionKey key, BufferPool pool, ClientSession session) {
        this.channel = channel;
        this.key = key;
        this.pool = pool;
        this.output = new OutputQueue(pool);
        this.session = session;
    }

    ClientSession session() {
        return session;
    }

    /**
     * Reads what has come, through {@code scratch}, and finds the requests in it.
     *
     * @return the number of bytes; −1 if the client has closed its side
     */
    int read(ByteBuffer scratch, ProtocolLimits limits) throws IOException {
        scratch.clear();
        int count = channel.read(scratch);
        if (count > 0) {
            scratch.flip();
            reserveInput(count);
            scratch.get(input, inputEnd, count);
            inputEnd += count;
            parse(limits);
        }
        return count;
    }

    /** The client has finished sending, and may still read what it is owed: replies that the journal holds, most of all. */
    void endInput() {
        inputOver = true;
        closeIfOver();
    }

    /** What came before the end is answered, also what comes after a request that waits. */
    private void closeIfOver() {
        if (inputOver && !session.isWaiting()) {
            session.closeAfterReply();
        }
    }

    private void parse(ProtocolLimits limits) {
        // Limits change when a client says who it is: what follows that request is parsed after it was executed.
        boolean known = session.isAuthenticated();
        parser.parse(input, inputEnd, known ? limits : ProtocolLimits.UNAUTHENTICATED, known ? Integer.MAX_VALUE : 1);
    }

    private void reserveInput(int bytes) {
        if (input.length - inputEnd < bytes) {
            long doubled = Math.min(2L * input.length, Integer.MAX_VALUE - 64);
            input = pool.enlarge(input, inputEnd, (int) Math.max(doubled, inputEnd + (long) bytes));
        }
    }

    /** Bytes that have come and are not executed. */
    int inputBytes() {
        return inputEnd;
    }

    /** Bytes of replies that have not left. */
    int outputBytes() {
        return output.pendingBytes();
    }

    /**
     * Executes the requests found, in the engine's present batch.
     *
     * @param limit of a client that has said who it is
     * @param fullBytes how long their replies may become before the next one is left to another batch
     * @return whether none is left to be executed
     */
    boolean execute(Engine engine, ProtocolLimits limits, OutputLimit limit, int fullBytes) {
        output.borrow();
        ReplyWriter reply = output.writer();
        batchStart = reply.length();
        session.beginTurn(inputEnd, output.pendingBytes());
        try {
            while (isExecuting() && (parser.hasNext() || parseOn(limits))) {
                if (reply.length() - batchStart >= fullBytes) {
                    return false;
                }
                engine.executor().ahead().refill(session, parser, input);
                if (parser.next(input, args)) {
                    executeOne(engine, reply, limit);
                }
            }
        } catch (ReplyTooLargeException e) {
            session.closeAtOnce("its replies do not fit into memory");
        }
        if (session.isWaiting()) {
            return true;
        }
        String error = parser.protocolError();
        if (error != null && !session.isClosing()) {
            reply.mute(false);
            reply.error("ERR Protocol error: " + error);
            session.closeAfterReply();
        }
        consumeInput();
        closeIfOver();
        return true;
    }

    /** Shows what is to be executed next; returns whether there is room for more. */
    boolean showNext(LookAhead ahead) {
        return ended || ahead.add(session, parser, input);
    }

    private boolean isExecuting() {
        return !session.isClosing() && !session.isWaiting();
    }

    /** Parses what followed a request that had to be executed alone. Returns whether there is another one. */
    private boolean parseOn(ProtocolLimits limits) {
        parse(limits);
        return parser.hasNext();
    }

    private void executeOne(Engine engine, ReplyWriter reply, OutputLimit limit) {
        reply.mute(session.isMuted());
        int start = reply.length();
        long held = engine.execute(session, args, reply);
        if (held > 0) {
            output.hold(start, held);
        }
        if (session.isWaiting()) {
            // It is not answered yet, and nothing behind it is executed before.
            return;
        }
        session.afterRequest();
        long hardBytes = session.isAuthenticated() ? limit.hardBytes() : OutputLimit.UNAUTHENTICATED.hardBytes();
        if (output.pendingBytes() > hardBytes) {
            session.closeAtOnce("it does not read its replies: output buffer limit reached");
        }
    }

    private void consumeInput() {
        int consumed = session.isClosing() ? inputEnd : parser.consumed();
        if (consumed == inputEnd) {
            parser.shift(consumed);
            inputEnd = 0;
            pool.give(input);
            input = BufferPool.EMPTY;
        } else if (consumed > 0) {
            System.arraycopy(input, consumed, input, 0, inputEnd - consumed);
            parser.shift(consumed);
            inputEnd -= consumed;
        }
    }

    /** What this batch has written may leave when {@code position} is released. */
    void holdBatch(long position) {
        output.hold(batchStart, position);
    }

    /** What was written and is not held may leave with what is held before it, at once if nothing is. */
    void follow() {
        output.follow();
    }

    /**
     * Answers the request that waits for the log if that is durable so far, or its time is up.
     *
     * @param lost whether what is not durable will not be
     * @return whether it goes on waiting
     */
    boolean stillWaits(long durable, boolean lost, long nowNanos) {
        boolean reached = durable >= session.waitsFor();
        if (!reached && !lost && nowNanos - session.waitsUntilNanos() < 0) {
            return true;
        }
        output.borrow();
        ReplyWriter reply = output.writer();
        reply.mute(session.isMuted());
        if (reached || !lost) {
            reply.array(2);
            reply.integer(reached ? 1 : 0);
            reply.integer(0);
        } else {
            reply.error(ClientSession.NO_LOG);
        }
        output.follow();
        session.endWait();
        session.afterRequest();
        return false;
    }

    /** Whether replies wait for the journal. */
    boolean isHolding() {
        return output.isHolding();
    }

    /** Lets replies go that waited for a position up to {@code position}. */
    void release(long position) {
        output.release(position);
    }

    /** Sends what may leave; asks to be told when the socket takes more if it did not take all. Returns bytes sent. */
    long flush(ByteBuffer scratch) throws IOException {
        long sent = output.send(channel, scratch);
        output.reclaim();
        int interest = (inputOver ? 0 : SelectionKey.OP_READ) | (output.isReady() ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
        return sent;
    }

    /** Gives back memory that nothing in flight needs. */
    void trim() {
        parser.trim();
    }

    boolean isClosed() {
        return ended;
    }

    /** Closes the connection if more than the soft limit has been waiting for too long. */
    void checkOutput(OutputLimit limit, long nowMs) {
        if (output.pendingBytes() <= limit.softBytes()) {
            overSoftLimitSinceMs = NOT_OVER;
        } else if (overSoftLimitSinceMs == NOT_OVER) {
            overSoftLimitSinceMs = nowMs;
        } else if (nowMs - overSoftLimitSinceMs > limit.softMs()) {
            session.closeAtOnce("it reads its replies too slowly: soft output buffer limit reached");
        }
    }

    /** Whether it is to be closed and nothing is left to send before. */
    boolean isDone() {
        return session.isClosingAtOnce() || session.isClosing() && output.pendingBytes() == 0;
    }

    /** Closes the socket; false if that was done before. */
    boolean close() {
        if (ended) {
            return false;
        }
        ended = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left that could be lost: the client is gone either way.
            session.closeAtOnce(String.valueOf(e.getMessage()));
        }
        pool.give(input);
        input = BufferPool.EMPTY;
        return true;
    }
}
