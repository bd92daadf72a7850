package io.cairn.engine.command.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.ListValue;
import io.cairn.testing.ArgumentValues;
import io.cairn.testing.ArgumentValues.Times;
import io.cairn.testing.Dataset;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
import io.cairn.testing.RequestGenerator;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Goal: the commands on lists answer as Redis does, however a list is kept, and snapshots stay. Method: sequences of
 * nothing but requests on lists, on three keys, with limits of a few elements or 4 KiB so that lists become long and
 * compact again all the time, while snapshots are open. Invariants: the same replies, byte for byte; {@code checkInvariants()} after each step; each snapshot holds
 * in the end what was there when it was taken.
 */
@NeedsProgram("redis-server")
class ListDifferentialPropertyTest {
    private static final int LENGTH = 200;
    private static final int[] LIMITS = {-1, 1, 4, 20};

    private static @Nullable RealRedis redis;
    private static long compact;
    private static long large;
    private static long conversions;
    private static long snapshots;

    private record Frozen(DataSnapshot snapshot, Dataset content) {}

    @BeforeContainer
    static void startRedis() throws IOException {
        redis = RealRedis.start();
    }

    @AfterContainer
    static void stopRedisAndCountWhatHappened() throws IOException {
        Objects.requireNonNull(redis).close();
        System.out.printf(
                "lists were compact %d times, long %d times and changed %d times between the two; %d snapshots%n",
                compact, large, conversions, snapshots);
        assertThat(compact).isGreaterThan(1000);
        assertThat(large).isGreaterThan(1000);
        assertThat(conversions).isGreaterThan(200);
        assertThat(snapshots).isGreaterThan(200);
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void answersAsRedisDoesHoweverListsAreKept(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[][]> requests = requests(random);
        TestEngine engine = new TestEngine(EngineCommands.all());
        int limit = LIMITS[random.nextInt(LIMITS.length)];
        engine.engine().databases().setLimits(limits(limit));
        RealRedis theirs = Objects.requireNonNull(redis);
        theirs.execute("FLUSHALL");
        List<byte[]> expected = theirs.pipeline(requests);

        List<Frozen> open = new ArrayList<>();
        String encodings = "";
        for (int i = 0; i < requests.size(); i++) {
            byte[] reply = engine.client().execute(requests.get(i));
            assertThat(RespReplies.text(reply))
                    .as("limit " + limit + ", request " + i + " of " + lines(requests, i))
                    .isEqualTo(RespReplies.text(expected.get(i)));
            checkInvariants(engine);
            String after = engine.line("OBJECT ENCODING a");
            compact += after.contains("listpack") ? 1 : 0;
            large += after.contains("quicklist") ? 1 : 0;
            conversions += after.equals(encodings) ? 0 : 1;
            encodings = after;
            if (random.nextInt(10) == 0) {
                freeze(engine, open, random);
            }
        }
        while (!open.isEmpty()) {
            release(engine, open.remove(0));
        }
    }

    private static void checkInvariants(TestEngine engine) {
        byte[] key = Requests.of("a")[0];
        Keyspace keyspace = engine.engine().databases().keyspace(0);
        Objects.requireNonNull(keyspace.entry(key, 0, key.length).collection(ListValue.class))
                .checkInvariants();
    }

    private static List<byte[][]> requests(Random random) {
        List<CommandSpec> commands = new ArrayList<>(RequestGenerator.executable(ListCommands.all()));
        // Without them lists would shrink as often as they grow.
        commands.addAll(
                List.of(Push.lpush().spec(), Push.rpush().spec(), Push.rpushx().spec()));
        RequestGenerator generator = new RequestGenerator(commands, new ArgumentValues(Times.FAR));
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            byte[][] request = generator.next(random);
            for (int j = 1; j < request.length; j++) {
                request[j] = oneOfFewKeys(request[j]);
            }
            requests.add(request);
        }
        return requests;
    }

    /** Puts one key in place of most others. */
    private static byte[] oneOfFewKeys(byte[] word) {
        return switch (RespReplies.text(word)) {
            case "k1", "k2", "c", "key with blanks" -> Requests.of("a")[0];
            default -> word;
        };
    }

    private static EncodingLimits limits(int listLimit) {
        EncodingLimits usual = EncodingLimits.DEFAULT;
        return new EncodingLimits(
                listLimit,
                0,
                usual.hashMaxListpackEntries(),
                usual.hashMaxListpackValue(),
                usual.setMaxIntsetEntries(),
                usual.setMaxListpackEntries(),
                usual.setMaxListpackValue(),
                usual.zsetMaxListpackEntries(),
                usual.zsetMaxListpackValue(),
                usual.hllSparseMaxBytes(),
                usual.streamNodeMaxBytes(),
                usual.streamNodeMaxEntries());
    }

    private static void freeze(TestEngine engine, List<Frozen> open, Random random) {
        if (open.size() < 3) {
            DataSnapshot snapshot = engine.engine().databases().snapshot();
            open.add(new Frozen(snapshot, Dataset.of(snapshot)));
        } else {
            release(engine, open.remove(random.nextInt(open.size())));
        }
    }

    private static void release(TestEngine engine, Frozen frozen) {
        assertThat(Dataset.of(frozen.snapshot)).isEqualTo(frozen.content);
        engine.engine().databases().close(frozen.snapshot);
        snapshots++;
    }

    private static String lines(List<byte[][]> requests, int last) {
        StringBuilder lines = new StringBuilder();
        for (byte[][] request : requests.subList(0, last + 1)) {
            lines.append('\n').append(Requests.text(request));
        }
        return lines.toString();
    }
}
