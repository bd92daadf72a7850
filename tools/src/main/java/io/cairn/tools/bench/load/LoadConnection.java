package io.cairn.tools.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** One client: its place in the ring, and what is under way. One thread. */
final class LoadConnection {
    /** A line of a reply is never as long. */
    private static final int MOST_REST_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final ReplyScanner scanner;
    private RequestRing ring;
    private ByteBuffer unsent;
    private int next;
    private int end;
    private int sentCount;
    private long sentNanos;
    private byte[] rest = {};

    /** A connection that a selector watches for replies. */
    LoadConnection(SocketChannel channel, Selector selector, RequestRing ring) throws IOException {
        this.channel = channel;
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
        this.ring = ring;
        this.unsent = ring.view();
        this.scanner = new ReplyScanner(ring);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Goes to a ring, to send from {@code first} on. */
    void begin(RequestRing requests, int first, int sectionEnd) {
        ring = requests;
        unsent = requests.view();
        next = first;
        end = sectionEnd;
    }

    /**
     * Sends requests, or begins to, and returns how many: as many as asked for, or fewer at the end, none when it has come
     * before.
     */
    int send(int count, boolean repeats, long now) throws IOException {
        int last = repeats ? ring.size() : end;
        if (repeats && next == last) {
            next = 0;
        }
        sentCount = Math.min(count, last - next);
        if (sentCount > 0) {
            scanner.expect(ring, next, sentCount);
            ring.select(unsent, next, next + sentCount);
            next += sentCount;
            sentNanos = now;
            write();
        }
        return sentCount;
    }

    /** Goes on sending; what the socket does not take waits until it does. */
    void write() throws IOException {
        channel.write(unsent);
        boolean waits = unsent.hasRemaining();
        if (waits != ((key.interestOps() & SelectionKey.OP_WRITE) != 0)) {
            key.interestOps(waits ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    int sentCount() {
        return sentCount;
    }

    long sentNanos() {
        return sentNanos;
    }

    /** Puts the beginning of a line that has come before the rest of it, and returns its length. */
    int takeRest(byte[] target) {
        int length = rest.length;
        System.arraycopy(rest, 0, target, 0, length);
        return length;
    }

    /** Looks at what has come, and says whether all replies are here. */
    boolean receive(byte[] bytes, int length) throws IOException {
        int seen = scanner.scan(bytes, 0, length);
        if (scanner.wrong() > 0) {
            throw new IOException(scanner.firstWrong()
                    + (scanner.wrong() == 1 ? "" : "; " + scanner.wrong() + " replies in a row were wrong"));
        }
        keepRest(bytes, seen, length);
        return scanner.isComplete();
    }

    private void keepRest(byte[] bytes, int from, int to) throws IOException {
        if (to - from > MOST_REST_BYTES) {
            throw new IOException("sent a line of more than " + MOST_REST_BYTES + " bytes, which no reply has");
        }
        if (to > from || rest.length > 0) {
            rest = Arrays.copyOfRange(bytes, from, to);
        }
    }
}
