package io.cairn.tools.bench.steady;

import io.cairn.tools.bench.NumberedText;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * One client: requests that wait until the socket takes them, and those that wait for replies. Each reply is compared with what it must
 * be, byte for byte.
 *
 * <p>I1: {@code count} requests, from {@code first} on in the two rings, have no reply yet.
 *
 * <p>Cost: no garbage but when more requests are under way than ever before. One thread.
 */
final class SteadyConnection {
    private static final int RECEIVED_BYTES = 64 * 1024;
    private static final int FIRST_UNSENT_BYTES = 4096;

    /** Of requests that the socket does not take: a server that does not read for so long is no server. */
    private static final int MOST_UNSENT_BYTES = 64 * 1024 * 1024;

    private static final int FIRST_ROOM = 64;
    private static final int SHOWN_BYTES = 100;
    private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final int number;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final NumberedText value =
            new NumberedText("$" + SteadyKeys.VALUE.length() + "\r\n" + SteadyKeys.VALUE + "\r\n");
    private final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVED_BYTES);
    private ByteBuffer unsent = ByteBuffer.allocateDirect(FIRST_UNSENT_BYTES);
    private long[] dueNanos = new long[FIRST_ROOM];
    private long[] expected = new long[FIRST_ROOM];
    private int first;
    private int count;

    /** A connection that a selector watches for replies. */
    SteadyConnection(int number, SocketChannel channel, Selector selector) throws IOException {
        this.number = number;
        this.channel = channel;
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Its number among all. */
    int number() {
        return number;
    }

    /** How many requests have no reply yet. */
    int underWay() {
        return count;
    }

    /** Adds a request, which was to be sent at some time, and whose reply must be that. */
    void add(byte[] request, long expectedNumber, long due) throws IOException {
        if (unsent.remaining() < request.length) {
            grow(request.length);
        }
        unsent.put(request);
        if (count == expected.length) {
            dueNanos = unrolled(dueNanos);
            expected = unrolled(expected);
            first = 0;
        }
        int at = first + count & expected.length - 1;
        dueNanos[at] = due;
        expected[at] = expectedNumber;
        count++;
    }

    private void grow(int more) throws IOException {
        if (unsent.position() + more > MOST_UNSENT_BYTES) {
            throw new IOException("does not read: " + unsent.position() + " bytes of requests wait");
        }
        unsent = ByteBuffer.allocateDirect(2 * unsent.capacity()).put(unsent.flip());
    }

    private long[] unrolled(long[] ring) {
        long[] larger = Arrays.copyOf(Arrays.copyOfRange(ring, first, first + ring.length), 2 * ring.length);
        System.arraycopy(ring, 0, larger, ring.length - first, first);
        return larger;
    }

    /** Sends what was added; what the socket does not take waits until it does. */
    void write() throws IOException {
        channel.write(unsent.flip());
        unsent.compact();
        boolean waits = unsent.position() > 0;
        if (waits != ((key.interestOps() & SelectionKey.OP_WRITE) != 0)) {
            key.interestOps(waits ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    /** Reads replies, notes how long each was waited for, from when its request was to be sent, and says how many there were. */
    int receive(Histogram waits) throws IOException {
        if (channel.read(received) < 0) {
            throw new EOFException("closed the connection");
        }
        long now = System.nanoTime();
        received.flip();
        int replies = 0;
        while (received.hasRemaining() && takeReply()) {
            waits.recordValue(Math.min(Math.max(0, now - dueNanos[first]), waits.getHighestTrackableValue()));
            first = first + 1 & expected.length - 1;
            count--;
            replies++;
        }
        received.compact();
        return replies;
    }

    private boolean takeReply() throws IOException {
        if (count == 0) {
            throw new IOException("sent a reply that nobody asked for: " + shown());
        }
        byte[] reply = expected[first] == SteadyKeys.WRITTEN ? OK : value.with(0, expected[first]);
        int length = Math.min(reply.length, received.remaining());
        int from = received.position();
        for (int i = 0; i < length; i++) {
            if (received.get(from + i) != reply[i]) {
                throw new IOException("gave a wrong reply: '" + shown() + "' instead of '"
                        + oneLine(new String(reply, StandardCharsets.ISO_8859_1)) + "'");
            }
        }
        if (length < reply.length) {
            return false;
        }
        received.position(from + length);
        return true;
    }

    /** The reply that is next, without those behind it. */
    private String shown() {
        byte[] bytes = new byte[Math.min(received.remaining(), SHOWN_BYTES)];
        received.get(received.position(), bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n");
        if (end >= 0 && text.startsWith("$")) {
            end = text.indexOf("\r\n", end + 2);
        }
        return oneLine(end < 0 ? text : text.substring(0, end));
    }

    private static String oneLine(String reply) {
        return reply.strip().replace("\r\n", " ");
    }

    void close() throws IOException {
        channel.close();
    }
}
