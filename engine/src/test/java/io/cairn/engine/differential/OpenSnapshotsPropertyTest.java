package io.cairn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.ArgumentValues;
import io.cairn.testing.ArgumentValues.Times;
import io.cairn.testing.Dataset;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.RequestGenerator;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: an open snapshot sees nothing of what happens, and what happens sees nothing of the snapshot.
 *
 * <p>Method: the same requests, made from the declarations and mixed with some that build large values of each kind, go to
 * two engines with the same clock and chances. In one of them up to three snapshots are open at a time, opened and closed
 * at random, and read by another thread meanwhile. Invariants: both reply the same; each snapshot holds at its beginning, at
 * its end and whenever the other thread looks at it the same; both engines hold the same, and so does one that is given
 * the journal.
 */
class OpenSnapshotsPropertyTest {
    private static final int LENGTH = 200;
    private static final int MAX_OPEN = 3;

    /** They need a format that belongs to another module, tell only of the table, or of memory that differs. */
    private static final Set<String> EXCLUDED = Set.of("dump", "restore", "command", "memory", "pfselftest");

    private static long snapshots;
    private static long keysCompared;

    private record Open(DataSnapshot snapshot, String content, CompletableFuture<String> readAside) {}

    @AfterContainer
    static void somethingHappened() {
        System.out.printf("%d keys compared in %d snapshots%n", keysCompared, snapshots);
        assertThat(keysCompared).isGreaterThan(10_000);
    }

    @Provide
    Arbitrary<Sequence> sequences() {
        List<CommandSpec> commands = RequestGenerator.executable(EngineCommands.all()).stream()
                .filter(spec -> !EXCLUDED.contains(spec.name().replaceFirst("\\|.*", "")))
                .toList();
        return Sequence.of(LENGTH, new RequestGenerator(commands, new ArgumentValues(Times.NEAR)));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void seeNothingOfWhatHappens(@ForAll("sequences") Sequence sequence, @ForAll long seed) {
        TestEngine watched = engine(seed);
        TestEngine alone = engine(seed);
        Databases databases = watched.engine().databases();
        Random random = new Random(seed);
        List<Open> open = new ArrayList<>();
        int i = 0;
        for (byte[][] drawn : sequence.requests()) {
            if (random.nextInt(4) == 0 && open.size() < MAX_OPEN) {
                open.add(open(databases));
            }
            byte[][] request = random.nextInt(6) == 0 ? building(random) : drawn;
            byte[] expected = alone.client().execute(request);
            byte[] actual = watched.client().execute(request);
            assertThat(RespReplies.text(actual))
                    .as(i + ": " + Requests.text(request))
                    .isEqualTo(RespReplies.text(expected));
            if (random.nextInt(8) == 0) {
                long elapsedMs = random.nextInt(500);
                watched.clock().advanceMillis(elapsedMs);
                alone.clock().advanceMillis(elapsedMs);
            }
            if (random.nextInt(20) == 0) {
                watched.advanceAndExpire(0);
                alone.advanceAndExpire(0);
            }
            if (random.nextInt(6) == 0 && !open.isEmpty()) {
                close(open.remove(random.nextInt(open.size())), databases);
            }
            i++;
        }
        open.forEach(left -> close(left, databases));
        assertThat(Dataset.of(watched.engine()).toString())
                .isEqualTo(Dataset.of(alone.engine()).toString());
        assertThat(replayed(watched, seed)).isEqualTo(living(watched));
    }

    private static TestEngine engine(long seed) {
        TestEngine engine = new TestEngine(EngineCommands.all(), seed);
        engine.engine().databases().setLimits(limits(seed));
        engine.engine().databases().trackAccess((seed & 1) == 0);
        return engine;
    }

    private static EncodingLimits limits(long seed) {
        EncodingLimits d = EncodingLimits.DEFAULT;
        if (seed % 3 == 0) {
            return d;
        }
        return new EncodingLimits(4, d.listCompressDepth(), 5, 64, 4, 4, 64, 4, 64, d.hllSparseMaxBytes(), 256, 6);
    }

    private static Open open(Databases databases) {
        DataSnapshot snapshot = databases.snapshot();
        CompletableFuture<String> readAside =
                CompletableFuture.supplyAsync(() -> Dataset.of(snapshot).toString());
        return new Open(snapshot, Dataset.of(snapshot).toString(), readAside);
    }

    private static void close(Open open, Databases databases) {
        Dataset present = Dataset.of(open.snapshot());
        assertThat(present.toString()).isEqualTo(open.content());
        assertThat(open.readAside().join()).isEqualTo(open.content());
        databases.close(open.snapshot());
        snapshots++;
        keysCompared += present.size();
    }

    private static String living(TestEngine engine) {
        return Dataset.of(engine.engine()).livingAt(engine.clock().millis()).toString();
    }

    private static String replayed(TestEngine original, long seed) {
        TestEngine replayed = engine(seed + 1);
        // A score of -0 is 0 while a sorted set is small, as in Redis.
        replayed.engine().databases().setLimits(limits(seed));
        replayed.engine().databases().setExpiring(false);
        replayed.clock().setMillis(original.clock().millis());
        for (byte[] reply : replayed.client().send(original.journal().bytes())) {
            assertThat(RespReplies.isError(reply)).as(RespReplies.text(reply)).isFalse();
        }
        return living(replayed);
    }

    /** Builds, or adds to, a value of some pages. */
    private static byte[][] building(Random random) {
        int kind = random.nextInt(8);
        List<String> words = new ArrayList<>();
        String key =
                List.of("a", "k1", "k3", "", "key with blanks", "h1", "k2", "a").get(kind);
        switch (kind) {
            case 0 -> words.addAll(List.of("SETRANGE", key, Integer.toString(60_000 + random.nextInt(40_000)), "x"));
            case 1 -> words.addAll(List.of("RPUSH", key));
            case 2 -> words.addAll(List.of("SADD", key));
            case 3, 6 -> words.addAll(List.of("ZADD", kind == 3 ? "key with blanks" : "k5"));
            case 4 -> words.addAll(List.of("HSET", "h1"));
            case 5 -> words.addAll(List.of("HPEXPIRE", "h1", "300", "FIELDS"));
            default -> words.addAll(List.of("XADD", "h2", "*"));
        }
        int count = kind == 0 ? 0 : kind == 5 ? 20 : kind == 7 ? 10 : 30 + random.nextInt(100);
        if (kind == 5) {
            words.add(Integer.toString(count));
        }
        for (int i = 0; i < count; i++) {
            String element = random.nextInt(400) + "-" + "e".repeat(random.nextInt(100));
            switch (kind) {
                case 3, 6 -> words.addAll(List.of(Integer.toString(random.nextInt(50) - 25), element));
                case 4, 7 -> words.addAll(List.of(Integer.toString(random.nextInt(200)), element));
                case 5 -> words.add(Integer.toString(random.nextInt(200)));
                default -> words.add(element);
            }
        }
        return Requests.of(words.toArray(String[]::new));
    }
}
