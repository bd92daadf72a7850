package io.cairn.tools.bench;

import java.io.IOException;
import java.util.Arrays;
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
    private final NumberedRequest request;
    private final long[] last;
    private final SplittableRandom random = new SplittableRandom(1);
    private long written;

    SaveLoad(RespConnection connection, SaveKind kind, int keys) {
        this.connection = connection;
        this.kind = kind;
        this.request = kind.write();
        this.last = new long[keys];
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

    /** Sends BGSAVE in the middle of a pipeline; returns the number that each element must have in the dump. */
    long[] save() throws IOException {
        sendSome(PIPELINE / 2);
        connection.send("BGSAVE");
        long[] expected =
                kind == SaveKind.LIST ? LongStream.range(0, written).toArray() : Arrays.copyOf(last, last.length);
        sendSome(PIPELINE / 2);
        connection.flush();
        Pipeline.skip(connection, PIPELINE / 2 * 2 + 1);
        return expected;
    }

    /** How many requests have been sent. */
    long written() {
        return written;
    }
}
