package io.cairn.engine.command.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.engine.Engine;
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
import org.junit.jupiter.api.Test;

/** Adding entries allocates little but the leaves that a stream grows by, which hold the entries. */
class StreamAllocationTest {
    private static final int REPETITIONS = 50;
    private static final int ENTRIES_PER_LEAF = 100;
    private static final int WARM_UP_ROUNDS = 300;
    private static final int MEASURED_ROUNDS = 200;
    private static final String ADD = "XADD s * n 1 t 2.5";

    /** A leaf of a hundred entries, its objects and a share of the nodes. */
    private static final int LEAF_BYTES = 2500;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Engine engine =
            new Engine(CommandTable.of(StreamCommands.all()), 1, new ManualClock(), new SplittableRandom(1)::nextLong);
    private final Session session = new Session();
    private final RequestParser parser = new RequestParser();
    private final Args args = new Args();
    private final ReplyWriter reply = new ReplyWriter(1 << 20);

    @Test
    void addingAllocatesWhatTheStreamGrowsBy() {
        long perLeaf = allocatedPerLeaf(ADD);
        System.out.println(perLeaf + " bytes allocated per leaf of " + ENTRIES_PER_LEAF + " entries");
        assertThat(perLeaf).isLessThan(LEAF_BYTES);
    }

    @Test
    void aStreamThatIsTrimmedUsesItsArraysAgain() {
        for (int i = 0; i < 1000; i++) {
            run(Requests.encode(List.<byte[][]>of(Requests.line(ADD))));
        }
        long perLeaf = allocatedPerLeaf("XADD s MAXLEN ~ 1000 * n 1 t 2.5");
        System.out.println(perLeaf + " bytes allocated per leaf that came and went");
        assertThat(perLeaf).isLessThan(LEAF_BYTES);
    }

    private long allocatedPerLeaf(String line) {
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < REPETITIONS; i++) {
            requests.add(Requests.line(line));
        }
        byte[] batch = Requests.encode(requests);
        // The first question allocates something itself.
        assertThat(THREADS.getCurrentThreadAllocatedBytes()).isPositive();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            run(batch);
        }
        long executed = engine.commandCount();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED_ROUNDS; i++) {
            run(batch);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(engine.commandCount() - executed).isEqualTo((long) MEASURED_ROUNDS * REPETITIONS);
        return allocated * ENTRIES_PER_LEAF / (MEASURED_ROUNDS * REPETITIONS);
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
        assertThat(reply.lastError()).isEmpty();
    }
}
