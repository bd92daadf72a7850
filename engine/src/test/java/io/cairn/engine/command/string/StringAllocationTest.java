package io.cairn.engine.command.string;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import io.cairn.testing.ManualClock;
import io.cairn.testing.Requests;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is done millions of times a second allocates nothing, from the bytes of a request to those of its reply.
 *
 * <p>The JVM itself allocates on our thread, once for each class: before it optimizes a class's first method it makes
 * {@code String}s of all text constants of that class, of error messages too. When that happens is up to the compiler's
 * queue, on a busy machine long after any fixed warm-up. Hence warming up ends when it has not happened for 10,000
 * commands, which must be before there can have been one such moment for each class. A command that allocates, even one
 * in 10,000, never gets there.
 */
class StringAllocationTest {
    private static final int KEYS = 100;
    private static final int WARM_UP_ROUNDS = 300;
    private static final int MEASURED_ROUNDS = 100;
    /** More than there are classes on the way from request to reply. */
    private static final int MOST_MEASUREMENTS = 60;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Engine engine =
            new Engine(CommandTable.of(StringCommands.all()), 1, new ManualClock(), new SplittableRandom(1)::nextLong);
    private final ForgetfulJournal journal = new ForgetfulJournal();
    private final Session session = new Session();
    private final RequestParser parser = new RequestParser();
    private final Args args = new Args();
    private final ReplyWriter reply = new ReplyWriter(1 << 20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "GET n",
                "SET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
                "SET n 1234",
                "SET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv KEEPTTL",
                "INCR n",
                "INCRBY n -7",
                "STRLEN k",
                "GETRANGE k 3 9",
                "SETRANGE r 3 abc",
                "MGET k n",
                "SETNX k v",
                "SET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv EX 100",
                "GETEX k PX 100000",
                "PSETEX k 100000 vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
                "GETSET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"
            })
    void steadyStateAllocatesNothing(String line) {
        engine.exclusively(() -> {
            engine.useJournal(journal);
            return true;
        });
        run(batch("SET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"));
        run(batch("SET n 1234"));
        run(batch("SETRANGE r 20 abc"));
        byte[] requests = batch(line);
        // The first question allocates something itself.
        assertThat(THREADS.getCurrentThreadAllocatedBytes()).isPositive();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            run(requests);
        }
        long allocated = allocatedBytes(requests);
        for (int i = 1; i < MOST_MEASUREMENTS && allocated > 0; i++) {
            allocated = allocatedBytes(requests);
        }

        assertThat(journal.bytes).as("bytes journalled").isPositive();
        assertThat(allocated).isZero();
    }

    private long allocatedBytes(byte[] requests) {
        long executed = engine.commandCount();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED_ROUNDS; i++) {
            run(requests);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(engine.commandCount() - executed).isEqualTo(MEASURED_ROUNDS * (long) KEYS);
        return allocated;
    }

    private void run(byte[] requests) {
        reply.clear();
        parser.parse(requests, requests.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
        engine.beginBatch();
        try {
            while (parser.next(requests, args)) {
                engine.execute(session, args, reply);
            }
        } finally {
            engine.endBatch();
        }
        parser.shift(parser.consumed());
    }

    /** The request for many keys, whose names end in a number. */
    private static byte[] batch(String line) {
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            requests.add(Requests.line(line.replaceAll("\\b([knr])\\b", "$1" + i)));
        }
        return Requests.encode(requests);
    }

    private static final class ForgetfulJournal implements Journal {
        private long bytes;

        @Override
        public long append(byte[] batch, int offset, int length, int database, long nowMs) {
            bytes += length;
            return bytes;
        }

        @Override
        public long position() {
            return bytes;
        }

        @Override
        public long durablePosition() {
            return bytes;
        }

        @Override
        public @Nullable String refusal() {
            return null;
        }
    }
}
