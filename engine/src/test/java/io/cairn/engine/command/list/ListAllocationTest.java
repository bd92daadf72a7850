package io.cairn.engine.command.list;

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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done at the ends of a list and by index allocates nothing, but for leaves that a list grows by. */
class ListAllocationTest {
    private static final int REPETITIONS = 50;
    private static final int WARM_UP_ROUNDS = 600;
    private static final int MEASURED_ROUNDS = 200;
    private static final int SMALLEST_OBJECT_BYTES = 16;
    /** A leaf that came into being and went away again, per round of a queue that moves on. */
    private static final int OBJECTS_OF_A_LEAF_BYTES = 256;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Engine engine =
            new Engine(CommandTable.of(ListCommands.all()), 1, new ManualClock(), new SplittableRandom(1)::nextLong);
    private final Session session = new Session();
    private final RequestParser parser = new RequestParser();
    private final Args args = new Args();
    private final ReplyWriter reply = new ReplyWriter(1 << 20);

    @ParameterizedTest
    @CsvSource({
        "5, RPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; RPOP l",
        "5, LPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; LPOP l",
        "5, LINDEX l 2; LSET l 1 wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww; LLEN l; LRANGE l 1 3",
        "200, RPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; LPOP l",
        "3000, RPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; RPOP l",
        "3000, LPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; LPOP l",
        "3000, LINDEX l 1500; LSET l 1700 wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww; LLEN l; LRANGE l 900 950",
    })
    void steadyStateAllocatesNothing(int size, String lines) {
        assertThat(allocatedPerRound(size, lines)).isLessThan(SMALLEST_OBJECT_BYTES);
    }

    @ParameterizedTest
    @CsvSource({
        "3000, RPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; LPOP l",
        "3000, LPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; RPOP l"
    })
    void aQueueReusesTheArraysOfItsLeaves(int size, String lines) {
        assertThat(allocatedPerRound(size, lines)).isLessThan(OBJECTS_OF_A_LEAF_BYTES);
    }

    private long allocatedPerRound(int size, String lines) {
        for (int i = 0; i < size; i++) {
            run(Requests.encode(List.<byte[][]>of(Requests.line("RPUSH l wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"))));
        }
        // Off the border of a leaf, where each push would make one, and each pop take it away again.
        run(Requests.encode(List.<byte[][]>of(Requests.line("RPUSH l a b c d e"), Requests.line("LPUSH l a b c d e"))));
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < REPETITIONS; i++) {
            Arrays.stream(lines.split(";"))
                    .map(String::trim)
                    .map(Requests::line)
                    .forEach(requests::add);
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
        assertThat(engine.commandCount() - executed).isEqualTo((long) MEASURED_ROUNDS * requests.size());
        return allocated / MEASURED_ROUNDS;
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
}
