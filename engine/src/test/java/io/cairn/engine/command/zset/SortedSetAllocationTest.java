package io.cairn.engine.command.zset;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.engine.Engine;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Session;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.resp.RequestParser;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.ManualClock;
import io.cairn.testing.Requests;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done to single members millions of times a second allocates nothing, in compact sets and in large ones. */
class SortedSetAllocationTest {
    private static final int REQUESTS = 100;
    private static final int WARM_UP_ROUNDS = 200;
    private static final int MEASURED_ROUNDS = 100;
    private static final int SMALLEST_OBJECT_BYTES = 16;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Engine engine =
            new Engine(CommandTable.of(EngineCommands.all()), 1, new ManualClock(), new SplittableRandom(1)::nextLong);
    private final Session session = new Session();
    private final RequestParser parser = new RequestParser();
    private final Args args = new Args();
    private final ReplyWriter reply = new ReplyWriter(1 << 20);

    @ParameterizedTest
    @CsvSource({
        "50, ZSCORE k mM",
        "50, ZMSCORE k mM m1 m2 m3 m4",
        "5000, ZSCORE k mM",
        "5000, ZSCORE f mM",
        "50, ZADD k # mM",
        "5000, ZADD k # mM",
        "5000, ZADD k #.25 mM",
        "50, ZADD k #.3333333333 mM",
        "5000, ZADD k #.3333333333333333 mM",
        "5000, ZADD k XX CH # mM",
        "5000, ZINCRBY k 1 mM",
        "5000, ZRANK k mM",
        "50, ZREVRANK k mM",
        "5000, ZCARD k",
        "5000, GEODIST g mM m1 km",
        "5000, GEOADD g 13.361389338970184 38.# mM"
    })
    void steadyStateAllocatesNothing(int members, String line) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < members; i++) {
            run(Requests.encode(Requests.line("ZADD k " + i + " m" + i)));
            run(Requests.encode(Requests.line("ZADD f " + i + ".123456789 m" + i)));
            run(Requests.encode(Requests.line("GEOADD g 13." + i + " 38." + i + " m" + i)));
        }
        List<byte[]> rounds = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            List<byte[][]> requests = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                String request = line.replace("#", Integer.toString(100 + random.nextInt(900)))
                        .replace("mM", "m" + random.nextInt(members));
                requests.add(Requests.line(request));
            }
            rounds.add(Requests.encode(requests));
        }
        // The first question allocates something itself.
        assertThat(THREADS.getCurrentThreadAllocatedBytes()).isPositive();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            run(rounds.get(i % rounds.size()));
        }
        long errors = reply.errorCount();

        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED_ROUNDS; i++) {
            run(rounds.get(i % rounds.size()));
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertThat(errors).isZero();
        // Less than one object a round: the JVM allocates something now and then, and so does a page that splits.
        assertThat(allocated).isLessThan((long) MEASURED_ROUNDS * SMALLEST_OBJECT_BYTES);
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
