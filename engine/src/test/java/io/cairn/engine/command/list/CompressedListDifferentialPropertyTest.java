package io.cairn.engine.command.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.structure.CountedTree;
import io.cairn.engine.structure.TreePath;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.ListValue;
import io.cairn.testing.Dataset;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RealRedis;
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
 * Goal: lists that are compressed answer as Redis' do, and snapshots of them stay. Method: requests on two lists of long
 * elements, which compress well, badly or not at all, with {@code list-compress-depth 1} on both sides, while snapshots are
 * open. Invariants: the same replies, byte for byte; {@code checkInvariants()} after each step; each snapshot holds in the
 * end what was there when it was taken.
 */
@NeedsProgram("redis-server")
class CompressedListDifferentialPropertyTest {
    private static final int LENGTH = 200;
    private static final int MAX_ELEMENT_LENGTH = 2000;

    private static @Nullable RealRedis redis;
    private static long compressedLeaves;
    private static long plainLeaves;
    private static long snapshots;

    private record Frozen(DataSnapshot snapshot, Dataset content) {}

    @BeforeContainer
    static void startRedis() throws IOException {
        redis = RealRedis.start("--list-compress-depth", "1", "--list-max-listpack-size", "-1");
    }

    @AfterContainer
    static void stopRedisAndCountWhatHappened() throws IOException {
        Objects.requireNonNull(redis).close();
        System.out.printf(
                "%d compressed leaves after the steps, %d plain ones; %d snapshots%n",
                compressedLeaves, plainLeaves, snapshots);
        assertThat(compressedLeaves).isGreaterThan(10_000);
        assertThat(plainLeaves).isGreaterThan(10_000);
        assertThat(snapshots).isGreaterThan(200);
    }

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void answersAsRedisDoesWithLeavesCompressed(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<byte[][]> requests = requests(random);
        TestEngine engine = new TestEngine(EngineCommands.all());
        engine.engine().databases().setLimits(limits());
        RealRedis theirs = Objects.requireNonNull(redis);
        theirs.execute("FLUSHALL");
        List<byte[]> expected = theirs.pipeline(requests);
        List<Frozen> open = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            byte[] reply = engine.client().execute(requests.get(i));
            assertThat(RespReplies.text(reply))
                    .as("request " + i + " " + Requests.text(requests.get(i)))
                    .isEqualTo(RespReplies.text(expected.get(i)));
            look(engine, "a");
            look(engine, "b");
            if (random.nextInt(10) == 0) {
                freeze(engine, open, random);
            }
        }
        while (!open.isEmpty()) {
            release(engine, open.remove(0));
        }
    }

    private static void look(TestEngine engine, String name) {
        byte[] key = Requests.of(name)[0];
        Keyspace keyspace = engine.engine().databases().keyspace(0);
        ListValue list =
                Objects.requireNonNull(keyspace.entry(key, 0, key.length).collection(ListValue.class));
        list.checkInvariants();
        CountedTree leaves = list.leaves();
        if (leaves != null) {
            TreePath path = new TreePath();
            path.first(leaves);
            do {
                compressedLeaves += path.leaf().isCompressed() ? 1 : 0;
                plainLeaves += path.leaf().isCompressed() ? 0 : 1;
            } while (path.nextLeaf());
        }
    }

    private static List<byte[][]> requests(Random random) {
        List<byte[][]> requests = new ArrayList<>();
        // A long list to begin with, so that the middle is compressed in most steps.
        for (int i = 0; i < 30; i++) {
            requests.add(Requests.of("RPUSH", "a", element(random), element(random)));
        }
        while (requests.size() < LENGTH) {
            requests.add(Requests.of(request(random)));
        }
        return requests;
    }

    private static String[] request(Random random) {
        String key = random.nextInt(4) == 0 ? "b" : "a";
        String index = Integer.toString(random.nextInt(160) - 80);
        String side = random.nextBoolean() ? "LEFT" : "RIGHT";
        return switch (random.nextInt(16)) {
            case 0, 1 -> new String[] {"LPUSH", key, element(random), element(random)};
            case 2, 3 -> new String[] {"RPUSH", key, element(random), element(random)};
            case 4, 5 -> new String[] {"LINSERT", key, "BEFORE", common(random), element(random)};
            case 6, 7 -> new String[] {"LSET", key, index, element(random)};
            case 8 -> new String[] {"LREM", key, Integer.toString(random.nextInt(5) - 2), common(random)};
            case 9 -> new String[] {"LTRIM", key, Integer.toString(random.nextInt(4)), "-" + (1 + random.nextInt(4))};
            case 10 -> new String[] {"LPOP", key, Integer.toString(random.nextInt(4))};
            case 11 -> new String[] {"RPOP", key};
            case 12 -> new String[] {"LMOVE", "a", random.nextBoolean() ? "a" : "b", side, "LEFT"};
            case 13 -> new String[] {"LRANGE", key, index, Integer.toString(random.nextInt(80))};
            case 14 -> new String[] {"LPOS", key, common(random), "RANK", random.nextBoolean() ? "-1" : "2"};
            default -> new String[] {"LINDEX", key, index};
        };
    }

    private static String common(Random random) {
        return "common" + random.nextInt(6);
    }

    private static String element(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> common(random);
            case 1 -> noise(random, random.nextInt(MAX_ELEMENT_LENGTH));
            case 2 -> noise(random, random.nextInt(MAX_ELEMENT_LENGTH / 4)).repeat(3);
            default -> "{\"name\":\"value\"}".repeat(random.nextInt(MAX_ELEMENT_LENGTH / 8));
        };
    }

    private static String noise(Random random, int length) {
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < length; i++) {
            noise.append((char) ('!' + random.nextInt(90)));
        }
        return noise.toString();
    }

    private static EncodingLimits limits() {
        EncodingLimits usual = EncodingLimits.DEFAULT;
        return new EncodingLimits(
                -1,
                1,
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
}
