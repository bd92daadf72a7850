package io.cairn.tools.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Connections to one server. Each sends a pipeline of requests at once, waits for as many replies, and sends the next.
 *
 * <p>Cost: one write, one or two reads and a part of a select for each pipeline; nothing is encoded or allocated meanwhile. One
 * thread.
 */
public final class LoadGenerator implements AutoCloseable {
    /** As much as a socket of the loopback holds, about; large replies take more reads. */
    private static final int READ_BYTES = 256 * 1024;

    private static final long LOOK_MS = 1000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** What a run ends at, whichever comes first; pipelines under way are waited for. */
    public record Limit(long requests, long nanos) {}

    /** What a run did. */
    public record Done(long requests, long nanos) {}

    private final Selector selector;
    private final List<LoadConnection> connections = new ArrayList<>();
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] received = new byte[2 * READ_BYTES];

    // Of the run that is going on.
    private int pipeline;
    private boolean repeats;
    private Histogram roundTrips = new Histogram(1);
    private long requestsLeft;
    private long deadline;
    private long answered;
    private int underWay;

    private LoadGenerator(Selector selector) {
        this.selector = selector;
    }

    /** Connects {@code clients} times to a port of this machine, and speaks RESP {@code protocol}. */
    public static LoadGenerator connect(int port, int clients, int protocol) throws IOException {
        LoadGenerator load = new LoadGenerator(Selector.open());
        try {
            RequestRing hello = hello(protocol);
            for (int i = 0; i < clients; i++) {
                load.add(port, hello);
            }
            load.run(hello, 1, true, new Limit(clients, Long.MAX_VALUE / 2), new Histogram(1));
            return load;
        } catch (IOException e) {
            load.close();
            throw e;
        }
    }

    private static RequestRing hello(int protocol) {
        RequestRing.Builder builder = new RequestRing.Builder(ByteBuffer.allocate(64));
        String request = "*2\r\n$5\r\nHELLO\r\n$1\r\n" + protocol + "\r\n";
        builder.add(request.getBytes(StandardCharsets.ISO_8859_1), ReplyShape.elements(1, Long.MAX_VALUE));
        return builder.build(1);
    }

    private void add(int port, RequestRing ring) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        connections.add(new LoadConnection(channel, selector, ring));
    }

    /**
     * Sends requests of the ring, each connection from another place on. A ring that is repeated has whole pipelines only.
     *
     * @param pipeline how many at once
     * @param repeats whether a connection goes round for ever, else it ends where the next one has begun
     * @param roundTrips takes the time of each pipeline from sending to the last reply, in nanoseconds
     */
    public Done run(RequestRing ring, int pipeline, boolean repeats, Limit limit, Histogram roundTrips)
            throws IOException {
        this.pipeline = pipeline;
        this.repeats = repeats;
        this.roundTrips = roundTrips;
        requestsLeft = limit.requests();
        answered = 0;
        underWay = 0;
        int count = connections.size();
        for (int i = 0; i < count; i++) {
            int first = section(ring, i, count);
            int end = section(ring, i + 1, count);
            connections.get(i).begin(ring, repeats ? first / pipeline * pipeline : first, end);
        }
        long start = System.nanoTime();
        deadline = start + limit.nanos();
        for (LoadConnection connection : connections) {
            sendNext(connection, start);
        }
        try {
            await();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Done(answered, System.nanoTime() - start);
    }

    /** Where connection {@code number} begins: as many requests behind the one before as are the share of each. */
    private static int section(RequestRing ring, int number, int count) {
        return (int) ((long) ring.size() * number / count);
    }

    private void await() throws IOException {
        long lastAnswer = System.nanoTime();
        while (underWay > 0) {
            if (selector.select(this::ready, LOOK_MS) > 0) {
                lastAnswer = System.nanoTime();
            } else if (System.nanoTime() - lastAnswer > PATIENCE_NANOS) {
                throw new IOException(
                        "gave no reply for " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " seconds");
            }
        }
    }

    private void ready(SelectionKey key) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.write();
            }
            if (key.isReadable()) {
                read(connection);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(LoadConnection connection) throws IOException {
        readBuffer.clear();
        int before = connection.takeRest(received);
        int length = connection.channel().read(readBuffer);
        if (length < 0) {
            throw new EOFException("closed the connection");
        }
        readBuffer.flip().get(received, before, length);
        if (connection.receive(received, before + length)) {
            long now = System.nanoTime();
            roundTrips.recordValue(Math.min(now - connection.sentNanos(), roundTrips.getHighestTrackableValue()));
            answered += connection.sentCount();
            underWay--;
            sendNext(connection, now);
        }
    }

    private void sendNext(LoadConnection connection, long now) throws IOException {
        if (requestsLeft == 0 || now - deadline >= 0) {
            return;
        }
        int sent = connection.send((int) Math.min(pipeline, requestsLeft), repeats, now);
        if (sent > 0) {
            requestsLeft -= sent;
            underWay++;
        }
    }

    @Override
    public void close() throws IOException {
        for (LoadConnection connection : connections) {
            connection.channel().close();
        }
        selector.close();
    }
}
