package io.cairn.tools.bench.snapshot;

import io.cairn.tools.bench.BigValue;
import io.cairn.tools.bench.NumberedText;
import io.cairn.tools.bench.Pipeline;
import io.cairn.tools.bench.RespConnection;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Writes at full speed to random elements, or to the end of a list, and remembers what it has written. The number of a write
 * is the count of those before it.
 */
final class SaveLoad {
    private static final int PIPELINE = 100;

    private final RespConnection connection;
    private final SaveKind kind;
    private final NumberedText request;
    private final long[] last;

    /** What {@link #last} was when the save came. Made before, for a collection of this process is a wait like any other. */
    private final long[] saved;

    private long savedCount;
    private final SplittableRandom random = new SplittableRandom(1);
    private long written;

    SaveLoad(RespConnection connection, SaveKind kind, int keys) {
        this.connection = connection;
        this.kind = kind;
        this.request = kind.write();
        this.last = new long[keys];
        this.saved = new long[kind == SaveKind.LIST ? 0 : keys];
    }

    /** Writes every element once. */
    void fill() throws IOException {
        for (int i = 0; i < last.length; i += PIPELINE) {
            int count = Math.min(PIPELINE, last.length - i);
            for (int j = i; j < i + count; j++) {
                send(BigValue.scattered(j, last.length));
            }
            connection.flush();
            Pipeline.skip(connection, count);
        }
    }

    private void send(int index) throws IOException {
        last[index] = written;
        connection.send(request.with(index, written++));
    }

    /** Writes to elements that are there. */
    void run(long nanos) throws IOException {
        long deadline = System.nanoTime() + nanos;
        while (System.nanoTime() < deadline) {
            sendSome(PIPELINE);
            connection.flush();
            Pipeline.skip(connection, PIPELINE);
        }
    }

    private void sendSome(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            send(random.nextInt(last.length));
        }
    }

    /** Sends BGSAVE in the middle of a pipeline. */
    void save() throws IOException {
        sendSome(PIPELINE / 2);
        connection.send("BGSAVE");
        savedCount = written;
        System.arraycopy(last, 0, saved, 0, saved.length);
        sendSome(PIPELINE / 2);
        connection.flush();
        Pipeline.skip(connection, PIPELINE / 2 * 2 + 1);
    }

    /** The number that each element must have in the dump of the last save. Good until the next one. */
    long[] expected() {
        return kind == SaveKind.LIST ? LongStream.range(0, savedCount).toArray() : saved;
    }

    /** What it writes. */
    SaveKind kind() {
        return kind;
    }

    /** How many elements there were when the last save came. */
    long size() {
        return kind == SaveKind.LIST ? savedCount : saved.length;
    }

    /** How many requests have been sent. */
    long written() {
        return written;
    }
}
