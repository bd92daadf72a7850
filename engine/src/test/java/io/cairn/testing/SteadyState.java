package io.cairn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.engine.Engine;
import io.cairn.engine.Journal;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An engine that is asked the same again and again, to see whether it allocates: from the bytes of requests to those of their
 * replies and of the journal.
 *
 * <p>The JVM itself allocates on our thread, once for each class: before it optimizes a class's first method it makes
 * {@code String}s of all text constants of that class, of error messages too. When that happens is up to the compiler's
 * queue, on a busy machine long after any fixed warm-up. Hence warming up ends with two measurements in a row in which
 * it has not happened; there are so many measurements that not all pairs of them can have such a moment. A batch that
 * allocates once in as many rounds as two measurements have, or more often, never gets there; one that does so more
 * seldom may.
 */
public final class SteadyState {
    private static final int WARM_UP_ROUNDS = 300;
    private static final int MEASURED_ROUNDS = 100;

    /** More than twice as many as there are classes on the way from request to reply. */
    private static final int MOST_MEASUREMENTS = 120;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Engine engine;
    private final ForgetfulJournal journal = new ForgetfulJournal();
    private final Session session = new Session();
    private final RequestParser parser = new RequestParser();
    private final Args args = new Args();
    private final ReplyWriter reply = new ReplyWriter(1 << 20);

    /** An engine with these commands. */
    public SteadyState(List<Command> commands) {
        engine = new Engine(CommandTable.of(commands), 1, new ManualClock(), new SplittableRandom(1)::nextLong);
        engine.exclusively(() -> {
            engine.useJournal(journal);
            return true;
        });
    }

    /** Executes requests, once, as one batch. */
    public void execute(List<byte[][]> requests) {
        run(Requests.encode(requests));
    }

    /** Executes the batch of requests many times and fails if that never stops to allocate. */
    public void assertAllocatesNothing(List<byte[][]> requests) {
        assertAllocatesAtMost(0, requests);
    }

    /**
     * Executes the batch of requests many times, measurement by measurement, and fails unless it allocates no more on the
     * average in two of them in a row.
     */
    public void assertAllocatesAtMost(long bytesOfABatch, List<byte[][]> requests) {
        byte[] batch = Requests.encode(requests);
        // The first question allocates something itself.
        assertThat(THREADS.getCurrentThreadAllocatedBytes()).isPositive();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            run(batch);
        }
        long most = bytesOfABatch * MEASURED_ROUNDS;
        long before = allocatedBytes(batch, requests.size());
        long allocated = allocatedBytes(batch, requests.size());
        for (int i = 2; i < MOST_MEASUREMENTS && Math.max(before, allocated) > most; i++) {
            before = allocated;
            allocated = allocatedBytes(batch, requests.size());
        }

        assertThat(reply.lastError()).isEmpty();
        assertThat(journal.bytes).as("bytes journalled").isPositive();
        assertThat(Math.max(before, allocated))
                .as("bytes allocated, the more of the last two measurements")
                .isLessThanOrEqualTo(most);
    }

    private long allocatedBytes(byte[] batch, int requests) {
        long executed = engine.commandCount();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED_ROUNDS; i++) {
            run(batch);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(engine.commandCount() - executed).isEqualTo(MEASURED_ROUNDS * (long) requests);
        return allocated;
    }

    private void run(byte[] requests) {
        reply.clear();
        parser.parse(requests, requests.length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
        engine.beginBatch();
        try {
            while (parser.hasNext()) {
                engine.executor().ahead().refill(session, parser, requests);
                parser.next(requests, args);
                engine.execute(session, args, reply);
            }
        } finally {
            engine.endBatch();
        }
        parser.shift(parser.consumed());
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
        public boolean holdsReplies() {
            return false;
        }

        @Override
        public long releasedPosition() {
            return bytes;
        }

        @Override
        public @Nullable String refusal() {
            return null;
        }
    }
}
