package io.cairn.tools.bench.steady;

import io.cairn.tools.bench.BigValue;
import io.cairn.tools.bench.Names;
import io.cairn.tools.bench.NumberedText;
import io.cairn.tools.bench.Pipeline;
import io.cairn.tools.bench.RespConnection;
import java.io.IOException;
import java.util.SplittableRandom;

/**
 * The keys of one server, and requests for them: of five, one reads a key that lasts, two overwrite one, and two insert a key that has
 * never been there and expires. Values carry the number of the write.
 *
 * <p>I1: only connection {@code index % connections} reads and overwrites the lasting key {@code index}, so the order of these requests is
 * known, and what each read must find.
 *
 * <p>Cost: no garbage. One thread.
 */
final class SteadyKeys {
    /** Stands for the reply to a write, where else there is the number of the write that a read must find. */
    static final long WRITTEN = -1;

    /** Of five requests. */
    private static final int READS = 1;

    private static final int OVERWRITES = 2;
    private static final int INSERTS = 2;
    private static final int ALL = READS + OVERWRITES + INSERTS;

    /** Inserts among all requests. */
    static final double INSERTS_SHARE = (double) INSERTS / ALL;

    private static final int PIPELINE = 100;

    /** 16 bytes. */
    private static final String LASTING = "key:" + NumberedText.INDEX;

    private static final String PASSING = "new:" + NumberedText.INDEX;
    private static final String VALUE_NAME = "value:";
    private static final int VALUE_BYTES = 32;

    /** 32 bytes. */
    static final String VALUE = VALUE_NAME
            + "0".repeat(VALUE_BYTES - VALUE_NAME.length() - NumberedText.NUMBER.length())
            + NumberedText.NUMBER;

    private final NumberedText read = NumberedText.request("GET", LASTING);
    private final NumberedText overwrite = NumberedText.request("SET", LASTING, VALUE);
    private NumberedText insert = NumberedText.request("SET", PASSING, VALUE, "PX", "1");
    private final int connections;
    private final long[] last;
    private final SplittableRandom random = new SplittableRandom(1);
    private long written;
    private long inserted;
    private long expected;

    /** @param lasting how many keys do not expire; as many at least as there are connections */
    SteadyKeys(int lasting, int connections) {
        if (lasting < connections) {
            throw new IllegalArgumentException("lasting=" + lasting + " connections=" + connections);
        }
        this.connections = connections;
        last = new long[lasting];
    }

    /** Writes every key that lasts. */
    void fill(RespConnection connection) throws IOException {
        for (int i = 0; i < last.length; i += PIPELINE) {
            int count = Math.min(PIPELINE, last.length - i);
            for (int j = i; j < i + count; j++) {
                connection.send(overwrite(BigValue.scattered(j, last.length)));
            }
            connection.flush();
            Pipeline.skip(connection, count);
        }
    }

    /** How long keys live that are inserted from here on. */
    void insertFor(long lifeMs) {
        insert = NumberedText.request("SET", PASSING, VALUE, "PX", Long.toString(lifeMs));
    }

    /** The next request on a connection, to be sent before another one is asked for. */
    byte[] next(int connection) {
        int kind = random.nextInt(ALL);
        if (kind < INSERTS) {
            expected = WRITTEN;
            return insert.with(inserted++, written++);
        }
        int own = (last.length - connection + connections - 1) / connections;
        int index = connection + connections * random.nextInt(own);
        if (kind < INSERTS + OVERWRITES) {
            return overwrite(index);
        }
        expected = last[index];
        return read.with(index, 0);
    }

    private byte[] overwrite(int index) {
        expected = WRITTEN;
        last[index] = written;
        return overwrite.with(index, written++);
    }

    /** What the reply to the last request must be: the number in a value, or {@link #WRITTEN}. */
    long expected() {
        return expected;
    }

    /** How many keys have been inserted that expire. */
    long inserted() {
        return inserted;
    }

    /** How many keys last. */
    int lasting() {
        return last.length;
    }

    /** Reads every key that lasts, and throws if one has not the value that it was given last. */
    void check(RespConnection connection) throws IOException {
        for (int i = 0; i < last.length; i += PIPELINE) {
            int end = Math.min(last.length, i + PIPELINE);
            for (int j = i; j < end; j++) {
                connection.send(read.with(j, 0));
            }
            connection.flush();
            for (int j = i; j < end; j++) {
                String value = connection.receive();
                if (Names.number(value, VALUE_NAME) != last[j]) {
                    throw new IOException("the key " + Names.numbered("key:", j, 16) + " has the value '" + value
                            + "', and number " + last[j] + " was written last");
                }
            }
        }
    }
}
