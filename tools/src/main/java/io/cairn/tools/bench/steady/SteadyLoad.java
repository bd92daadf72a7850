package io.cairn.tools.bench.steady;

import io.cairn.tools.bench.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/**
 * Connections to one server, and two kinds of load. With the closed one each connection sends, waits for the replies, and sends the next,
 * so there are as many requests as the server can take. With the open one requests have times at which they are to be sent, whatever has
 * become of those before; waits are counted from these times, so those who come while a server stalls count as well as those who
 * had come before.
 *
 * <p>The thread looks again and again without sleeping, if it has a core of its own: what it slept too long would pass for a wait. One thread.
 */
final class SteadyLoad implements AutoCloseable {
    /** Longer waits count as this. */
    static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final int DIGITS = 3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What a run did.
     *
     * @param waits nanoseconds from when a request was to be sent to its reply
     * @param late nanoseconds from when a request was to be sent until it was
     */
    record Done(long requests, long nanos, Histogram waits, Histogram late) {
        double perSecond() {
            return requests / (nanos / 1e9);
        }
    }

    private final Selector selector;
    private final SteadyKeys keys;
    private final int pipeline;
    private final List<SteadyConnection> connections = new ArrayList<>();
    private final Consumer<SelectionKey> whenReady = this::ready;

    // Of the run that is going on.
    private Histogram waits = new Histogram(1);
    private Histogram late = new Histogram(1);
    private boolean closedLoop;
    private long deadline;
    private long underWay;
    private long answered;
    private long lastAnswer;

    private SteadyLoad(Selector selector, SteadyKeys keys, int pipeline) {
        this.selector = selector;
        this.keys = keys;
        this.pipeline = pipeline;
    }

    /**
     * Connects {@code clients} times to a port of this machine.
     *
     * @param pipeline how many requests each sends at once
     */
    static SteadyLoad connect(int port, SteadyKeys keys, int clients, int pipeline) throws IOException {
        SteadyLoad load = new SteadyLoad(Selector.open(), keys, pipeline);
        try {
            for (int i = 0; i < clients; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                load.connections.add(new SteadyConnection(i, channel, load.selector));
            }
            return load;
        } catch (IOException e) {
            load.close();
            throw e;
        }
    }

    /** As many requests as the server takes. */
    Done closed(long nanos) throws IOException {
        begin(true, nanos);
        long start = System.nanoTime();
        for (SteadyConnection connection : connections) {
            send(connection, start);
        }
        while (underWay > 0) {
            look();
        }
        return new Done(answered, System.nanoTime() - start, waits, late);
    }

    /**
     * So many requests a second.
     *
     * @param watcher is told once a second how many seconds have gone
     */
    Done open(double perSecond, long nanos, LongConsumer watcher) throws IOException {
        begin(false, nanos);
        long start = System.nanoTime();
        double periodNanos = SECOND_NANOS * pipeline / perSecond;
        long nextTold = SECOND_NANOS;
        for (long turn = 0; turn * periodNanos < nanos; ) {
            long now = System.nanoTime() - start;
            for (; turn * periodNanos <= now && turn * periodNanos < nanos; turn++) {
                long due = (long) (turn * periodNanos);
                late.recordValue(Math.min(System.nanoTime() - start - due, LONGEST_NANOS));
                send(connections.get((int) (turn % connections.size())), start + due);
            }
            look();
            if (now >= nextTold) {
                watcher.accept(now / SECOND_NANOS);
                nextTold += SECOND_NANOS;
            }
        }
        while (underWay > 0) {
            look();
        }
        return new Done(answered, System.nanoTime() - start, waits, late);
    }

    private void begin(boolean isClosedLoop, long nanos) {
        closedLoop = isClosedLoop;
        waits = new Histogram(LONGEST_NANOS, DIGITS);
        late = new Histogram(LONGEST_NANOS, DIGITS);
        lastAnswer = System.nanoTime();
        deadline = lastAnswer + nanos;
        answered = 0;
    }

    private void send(SteadyConnection connection, long due) throws IOException {
        for (int i = 0; i < pipeline; i++) {
            connection.add(keys.next(connection.number()), keys.expected(), due);
        }
        if (underWay == 0) {
            lastAnswer = System.nanoTime();
        }
        underWay += pipeline;
        connection.write();
    }

    private void look() throws IOException {
        try {
            if (selector.selectNow(whenReady) == 0) {
                waitALittle();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (underWay > 0 && System.nanoTime() - lastAnswer > PATIENCE_NANOS) {
            throw new IOException("gave no reply for " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " seconds");
        }
    }

    private static void waitALittle() {
        if (ServerProcess.hasCores()) {
            Thread.onSpinWait();
        } else {
            // The server needs the core.
            LockSupport.parkNanos(1);
        }
    }

    private void ready(SelectionKey key) {
        SteadyConnection connection = (SteadyConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.write();
            }
            if (key.isReadable()) {
                receive(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(SteadyConnection connection) throws IOException {
        int replies = connection.receive(waits);
        underWay -= replies;
        answered += replies;
        if (replies > 0) {
            lastAnswer = System.nanoTime();
            if (closedLoop && connection.underWay() == 0 && lastAnswer - deadline < 0) {
                send(connection, lastAnswer);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (SteadyConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
