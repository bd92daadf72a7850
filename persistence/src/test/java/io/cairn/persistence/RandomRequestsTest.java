package io.cairn.persistence;

import static io.cairn.persistence.BothServers.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.differential.KeyDump.Answers;
import io.cairn.testing.ArgumentValues;
import io.cairn.testing.ArgumentValues.Times;
import io.cairn.testing.Dataset;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RequestGenerator;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever clients send, the files give it back: Redis' log here; our log and our dump here.
 *
 * <p>Method: requests made at random from the commands' declarations, of which about half change something. Redis' log is compared
 * with what Redis itself gets from it.
 */
class RandomRequestsTest {
    private static final int DATA_SETS = 10;
    private static final int REQUESTS = 1_500;

    /**
     * Commands and options that are left out. The first two leave little to compare; then those that take Redis seconds, or
     * wait; the last ones do in Redis what chance or the last digit says, and what is meant only where all scores are the same.
     */
    private static final Set<String> LEFT_OUT =
            Set.of("FLUSHALL", "FLUSHDB", "PFSELFTEST", "BLOCK", "SORT", "STOREDIST", "ZREMRANGEBYLEX", "BYLEX");

    /** For the long run: how many data sets. */
    private static final int MANY_DATA_SETS = Integer.getInteger("campaign.m.random", 2_000);

    /** Where the long run begins: behind the short one. */
    private static final long FIRST_SEED = 1_000;

    @TempDir
    private Path directory = Path.of("");

    @Test
    @NeedsProgram("redis-server")
    void redisLogHoldsWhatRedisFindsInIt() {
        BothServers.forEach(1, DATA_SETS, this::checkLogOfRedis);
    }

    @Test
    void ourFilesHoldWhatWasWritten() {
        BothServers.forEach(1, DATA_SETS, this::checkOurFiles);
    }

    @Tag("soak")
    @Test
    @NeedsProgram("redis-server")
    void bothForLong() {
        BothServers.forEach(FIRST_SEED, MANY_DATA_SETS, seed -> {
            checkLogOfRedis(seed);
            checkOurFiles(seed);
        });
    }

    private static List<byte[][]> requests(List<CommandSpec> commands, long seed) {
        RequestGenerator generator = new RequestGenerator(commands, new ArgumentValues(Times.FAR));
        Random random = new Random(seed);
        return IntStream.range(0, REQUESTS)
                .mapToObj(i -> generator.next(random))
                .filter(request -> !isLeftOut(request))
                .toList();
    }

    private static boolean isLeftOut(byte[][] request) {
        return Arrays.stream(request)
                .anyMatch(word -> LEFT_OUT.contains(RespReplies.text(word).toUpperCase(Locale.ROOT)));
    }

    private static List<CommandSpec> commands() {
        return RequestGenerator.executable(Datastore.dataCommands());
    }

    private void checkLogOfRedis(long seed) throws IOException {
        Path theirs = Files.createDirectory(directory.resolve("theirs" + seed));
        Path ours = Files.createDirectory(directory.resolve("ours" + seed));
        SortedMap<String, Answers> expected;
        try (RealRedis redis = RealRedis.startIn(
                theirs, "--appendonly", "yes", "--appendfsync", "no", "--hash-max-listpack-entries", "5")) {
            redis.pipeline(requests(RequestGenerator.knownTo("7.0", commands()), seed));
            // A reply that had to wait for room in the socket may leave before the log is written.
            redis.line("PING");
            BothServers.copy(theirs.resolve("appendonlydir"), ours.resolve("appendonlydir"));
            assertThat(redis.line("DEBUG LOADAOF")).isEqualTo("+OK\\r\\n");
            expected = content(redis);
        }
        try (Datastore store = BothServers.open(ours, true)) {
            BothServers.assertSame(content(store), expected);
        }
        assertThat(expected).hasSizeGreaterThan(3);
        BothServers.delete(theirs);
        BothServers.delete(ours);
    }

    private void checkOurFiles(long seed) throws IOException {
        Path place = Files.createDirectory(directory.resolve("only" + seed));
        Dataset written;
        try (Datastore store = BothServers.open(place, true)) {
            BothServers.client(store).pipeline(requests(commands(), seed));
            written = Dataset.of(store.engine());
            BothServers.save(store);
        }
        for (boolean log : new boolean[] {true, false}) {
            try (Datastore store = BothServers.open(place, log)) {
                assertThat(withoutMinusZero(Dataset.of(store.engine()))).isEqualTo(withoutMinusZero(written));
            }
        }
        assertThat(written.size()).isGreaterThan(3);
        BothServers.delete(place);
    }

    /** Compact sorted sets hold -0 as 0, as in Redis, and a value may be compact after a start that was not before. */
    private static String withoutMinusZero(Dataset dataset) {
        return dataset.toString().replaceAll("=-0(?= )", "=0");
    }
}
