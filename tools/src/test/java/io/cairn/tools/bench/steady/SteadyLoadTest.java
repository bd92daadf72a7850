package io.cairn.tools.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.cairn.tools.bench.RespConnection;
import io.cairn.tools.bench.steady.SteadyLoad.Done;
import io.cairn.tools.bench.steady.StringServer.Deed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SteadyLoadTest {
    private static final int LASTING = 10;
    private static final int PER_SECOND = 1000;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int NEVER = -1;

    private static SteadyKeys filled(StringServer server, int clients) throws IOException {
        SteadyKeys keys = new SteadyKeys(LASTING, clients);
        try (RespConnection connection = new RespConnection(server.port())) {
            keys.fill(connection);
        }
        return keys;
    }

    private static Done open(StringServer server, int clients, int pipeline) throws IOException {
        SteadyKeys keys = filled(server, clients);
        try (SteadyLoad load = SteadyLoad.connect(server.port(), keys, clients, pipeline)) {
            Done done = load.open(PER_SECOND, SECOND_NANOS, second -> {});
            try (RespConnection connection = new RespConnection(server.port())) {
                keys.check(connection);
            }
            return done;
        }
    }

    @Test
    void whoWasToComeWhileTheServerStalledHasWaitedToo() throws Exception {
        int first = 200;
        try (StringServer server = new StringServer(Deed.STALLS, LASTING + first)) {
            Done done = open(server, 1, 1);
            assertThat(done.requests()).isEqualTo(PER_SECOND);
            assertThat(done.waits().getTotalCount()).isEqualTo(PER_SECOND);
            // One request a millisecond: those of the first 200 ms of the stall waited for 100 ms at least.
            long longNanos = TimeUnit.MILLISECONDS.toNanos(StringServer.STALL_MS - 200);
            assertThat(done.waits().getCountBetweenValues(longNanos, SteadyLoad.LONGEST_NANOS))
                    .isGreaterThanOrEqualTo(199);
            assertThat(done.waits().getMaxValue())
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(StringServer.STALL_MS));
        }
    }

    @Test
    void requestsGoOverAllConnectionsAsManyAtOnceAsWanted() throws Exception {
        try (StringServer server = new StringServer(Deed.STALLS, NEVER)) {
            // Of 7 connections and 30 at once: the last turn begins before the end and is whole.
            assertThat(open(server, 7, 30).requests()).isEqualTo(34 * 30);
        }
    }

    @Test
    void theWatcherHearsOfEverySecond() throws Exception {
        try (StringServer server = new StringServer(Deed.STALLS, NEVER)) {
            SteadyKeys keys = filled(server, 1);
            List<Long> seconds = new ArrayList<>();
            try (SteadyLoad load = SteadyLoad.connect(server.port(), keys, 1, 1)) {
                load.open(PER_SECOND, 5 * SECOND_NANOS / 2, seconds::add);
            }
            assertThat(seconds).containsExactly(1L, 2L);
        }
    }

    @Test
    void theClosedLoopWaitsForReplies() throws Exception {
        try (StringServer server = new StringServer(Deed.STALLS, LASTING + 5)) {
            SteadyKeys keys = filled(server, 2);
            try (SteadyLoad load = SteadyLoad.connect(server.port(), keys, 2, 3)) {
                Done done = load.closed(TimeUnit.MILLISECONDS.toNanos(StringServer.STALL_MS));
                assertThat(done.requests() % 3).isZero();
                // Who has waited so long is not followed by another: the run is over then.
                long longNanos = TimeUnit.MILLISECONDS.toNanos(StringServer.STALL_MS);
                assertThat(done.waits().getCountBetweenValues(longNanos, SteadyLoad.LONGEST_NANOS))
                        .isBetween(1L, 6L);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "FORGETS;gave a wrong reply: '\\$32 value:1+.*' instead of '\\$32 value:0+.*'",
                "REPLIES_TWICE;(gave a wrong reply|sent a reply that nobody asked for): .*",
                "REFUSES;gave a wrong reply: '-OOM command not allowed' instead of '.*'",
                "CLOSES;closed the connection"
            })
    void aServerThatIsWrongEndsIt(Deed deed, String sentence) throws Exception {
        try (StringServer server = new StringServer(deed, LASTING + 50)) {
            assertThatIOException().isThrownBy(() -> open(server, 1, 1)).withMessageMatching(sentence);
        }
    }

    @Test
    void theLastValuesAreCompared() throws Exception {
        try (StringServer server = new StringServer(Deed.FORGETS, LASTING + 1)) {
            SteadyKeys keys = filled(server, 1);
            try (RespConnection connection = new RespConnection(server.port())) {
                assertThatIOException()
                        .isThrownBy(() -> keys.check(connection))
                        .withMessageMatching(
                                "the key key:0+ has the value 'value:1+\\d', and number \\d was written last");
            }
        }
    }
}
