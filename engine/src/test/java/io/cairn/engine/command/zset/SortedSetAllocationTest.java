package io.cairn.engine.command.zset;

import io.cairn.testing.EngineCommands;
import io.cairn.testing.Requests;
import io.cairn.testing.SteadyState;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done to single members millions of times a second allocates nothing, in compact sets and in large ones. */
class SortedSetAllocationTest {
    private static final int REQUESTS = 1000;

    private final SteadyState engine = new SteadyState(EngineCommands.all());

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
        List<byte[][]> setUp = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            setUp.add(Requests.line("ZADD k " + i + " m" + i));
            setUp.add(Requests.line("ZADD f " + i + ".123456789 m" + i));
            setUp.add(Requests.line("GEOADD g 13." + i + " 38." + i + " m" + i));
        }
        engine.execute(setUp);
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            String request = line.replace("#", Integer.toString(100 + random.nextInt(900)))
                    .replace("mM", "m" + random.nextInt(members));
            requests.add(Requests.line(request));
        }
        engine.assertAllocatesNothing(requests);
    }
}
