package io.cairn.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Effects;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.KeyspaceSnapshot;
import io.cairn.engine.structure.Element;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: a sorted set is one, compact and large, and what a snapshot has seen of it stays.
 *
 * <p>Method: members come, go and get other scores at random, one by one and in ranges, beside a model of a map and a
 * tree, sometimes many through one view, as a request does it; snapshots are opened and closed in between. Invariants, after each step: those of the value; size, scores, ranks
 * and ranges are the model's. At the end of a snapshot it still shows what the set was at its beginning.
 */
class SortedSetValuePropertyTest {
    private static final byte[] KEY = {'k'};
    private static final int STEPS = 150;
    private static final double[] SCORES = {
        0,
        -0.0,
        1,
        2,
        2.5,
        -1,
        1e300,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        1L << 62,
        0.1
    };

    private static int large;
    private static int compact;
    private static int snapshotsCompared;
    private static int emptied;
    private static int orderedLate;

    private final Random random = new Random();
    private final Databases databases = new Databases(1, random::nextLong, new Effects());
    private final Map<String, Double> scores = new HashMap<>();
    private final TreeSet<String> order = new TreeSet<>(
            Comparator.<String>comparingDouble(this::modelScore).thenComparing(Comparator.naturalOrder()));
    private final Map<DataSnapshot, List<String>> snapshots = new HashMap<>();

    @AfterContainer
    static void everythingHappened() {
        System.out.printf(
                "sorted sets: %d steps compact, %d large, %d snapshots compared, emptied %d times%n",
                compact, large, snapshotsCompared, emptied);
        assertThat(compact).isGreaterThan(1000);
        assertThat(large).isGreaterThan(1000);
        assertThat(snapshotsCompared).isGreaterThan(100);
        assertThat(emptied).isGreaterThan(5);
        assertThat(orderedLate).isGreaterThan(100);
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void isWhatTheModelIs(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int members) throws IOException {
        random.setSeed(seed);
        boolean growing = random.nextBoolean();
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(10) == 0) {
                toggleSnapshot();
            }
            if (random.nextInt(8) == 0) {
                useOneView();
            } else {
                change(members, growing);
            }
            check();
        }
        while (!snapshots.isEmpty()) {
            close(snapshots.keySet().iterator().next());
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void isWhatTheModelIsWhenItsOrderWasPutOff(@ForAll long seed, @ForAll @IntRange(min = 150, max = 600) int members)
            throws IOException {
        random.setSeed(seed);
        for (int round = 0; round < 4; round++) {
            databases.putOff();
            for (int step = 0; step < 2 * STEPS; step++) {
                change(members, true);
            }
            switch (random.nextInt(3)) {
                case 0 -> check();
                case 1 -> toggleSnapshot();
                default -> {}
            }
            databases.catchUp();
            check();
            orderedLate += !set().isEmpty() && !set().isCompact() ? 1 : 0;
            for (String member : List.copyOf(scores.keySet())) {
                remove(set(), member);
            }
        }
        while (!snapshots.isEmpty()) {
            close(snapshots.keySet().iterator().next());
        }
    }

    /** 0 and -0 are the same score for the order. */
    private double modelScore(String member) {
        return scores.getOrDefault(member, 0.0) + 0.0;
    }

    private SortedSetValue set() {
        Entry entry = databases.keyspace(0).entry(KEY, 0, 1);
        return Objects.requireNonNull(entry.collection(SortedSetValue.class));
    }

    private void change(int members, boolean growing) {
        int kind = random.nextInt(growing ? 12 : 6);
        if (kind == 0 && !order.isEmpty()) {
            removeRange();
        } else if (kind <= 2) {
            remove(set(), member(members));
        } else if (kind == 3 && growing && random.nextInt(4) == 0) {
            for (int i = 0; i < 60; i++) {
                add(set(), member(members), SCORES[random.nextInt(SCORES.length)]);
            }
        } else {
            double score = random.nextBoolean() ? random.nextInt(50) : SCORES[random.nextInt(SCORES.length)];
            add(set(), member(members), score);
        }
    }

    /** Few members, of which one that is as long as a compact set takes is alone worth an index. */
    private void useOneView() {
        SortedSetValue set = set();
        for (int i = random.nextInt(20); i > 0; i--) {
            String member = List.of("m1", "m2", "x".repeat(64), "x".repeat(65))
                    .get(random.nextInt(random.nextInt(200) == 0 ? 4 : 3));
            switch (random.nextInt(3)) {
                case 0 -> add(set, member, SCORES[random.nextInt(SCORES.length)]);
                case 1 -> remove(set, member);
                default -> {
                    Double expected = scores.getOrDefault(member, SortedSetValue.ABSENT);
                    assertThat(Double.valueOf(set.score(bytes(member), 0, member.length())))
                            .isEqualTo(expected);
                }
            }
        }
    }

    private String member(int members) {
        int number = random.nextInt(members);
        return switch (number % 19) {
            case 3 -> "";
            case 7 -> number + "x".repeat(80);
            case 11 -> number + "y".repeat(2000);
            case 12 -> number + "z".repeat(5000);
            default -> random.nextBoolean() ? Integer.toString(number) : "m" + number;
        };
    }

    private void add(SortedSetValue set, String member, double score) {
        byte[] bytes = bytes(member);
        boolean isCompact = set.isEmpty() || set.isCompact();
        boolean isNew = set.add(bytes, 0, bytes.length, score);
        assertThat(isNew).isEqualTo(!scores.containsKey(member));
        Double present = scores.get(member);
        if (present == null || present != score) {
            order.remove(member);
            // A listpack keeps no sign of 0.
            boolean forgets = score == 0 && isCompact && set.isCompact();
            scores.put(member, forgets ? 0.0 : score);
            order.add(member);
        }
    }

    private void remove(SortedSetValue set, String member) {
        byte[] bytes = bytes(member);
        assertThat(set.remove(bytes, 0, bytes.length)).isEqualTo(scores.containsKey(member));
        order.remove(member);
        scores.remove(member);
        emptied += order.isEmpty() ? 1 : 0;
    }

    private void removeRange() {
        int from = random.nextInt(order.size());
        int count = 1 + random.nextInt(Math.min(order.size() - from, 1 + random.nextInt(100)));
        set().remove(new RankRange(from, count));
        for (String member : new ArrayList<>(order).subList(from, from + count)) {
            order.remove(member);
            scores.remove(member);
        }
        emptied += order.isEmpty() ? 1 : 0;
    }

    // ---- comparing

    private void check() {
        SortedSetValue set = set();
        set.checkInvariants();
        assertThat(set.size()).isEqualTo(order.size());
        assertThat(set.isEmpty()).isEqualTo(order.isEmpty());
        if (order.isEmpty()) {
            return;
        }
        if (set.isCompact()) {
            compact++;
        } else {
            large++;
        }
        List<String> expected = new ArrayList<>(order);
        assertThat(walk(set.walk())).isEqualTo(shown(expected));
        int from = random.nextInt(expected.size());
        List<String> reversed = new ArrayList<>(expected.subList(0, from + 1));
        java.util.Collections.reverse(reversed);
        assertThat(walk(set.walk(from, true))).isEqualTo(shown(reversed));
        String member = expected.get(from);
        assertThat(set.rank(bytes(member), 0, bytes(member).length)).isEqualTo(from);
        assertThat(Double.valueOf(set.score(bytes(member), 0, bytes(member).length)))
                .isEqualTo(scores.get(member));
        byte[] stranger = bytes("stranger");
        assertThat(set.rank(stranger, 0, stranger.length)).isEqualTo(SortedSetValue.NO_RANK);
        assertThat(set.score(stranger, 0, stranger.length)).isNaN();
        checkRange(set, expected);
    }

    private void checkRange(SortedSetValue set, List<String> expected) {
        double min = SCORES[random.nextInt(SCORES.length)];
        double max = SCORES[random.nextInt(SCORES.length)];
        ScoreRange range = new ScoreRange(min, random.nextBoolean(), max, random.nextBoolean());
        long count = expected.stream()
                .filter(member -> !range.isBelow(new Element(), modelScore(member))
                        && !range.isAbove(new Element(), modelScore(member)))
                .count();
        RankRange ranks = set.ranks(range, random.nextBoolean());
        assertThat(ranks.count()).isEqualTo(count);
        if (count > 0) {
            assertThat(range.isBelow(new Element(), modelScore(expected.get((int) ranks.from()))))
                    .isFalse();
        }
    }

    private List<String> shown(List<String> members) {
        return members.stream().map(member -> member + "=" + scores.get(member)).toList();
    }

    private static List<String> walk(MemberWalk walk) {
        List<String> shown = new ArrayList<>();
        while (walk.next()) {
            shown.add(new String(walk.member().copy(), StandardCharsets.ISO_8859_1) + "=" + walk.score());
        }
        return shown;
    }

    // ---- snapshots

    private void toggleSnapshot() throws IOException {
        if (snapshots.size() > 2 || !snapshots.isEmpty() && random.nextBoolean()) {
            close(snapshots.keySet().iterator().next());
        } else {
            snapshots.put(databases.snapshot(), shown(new ArrayList<>(order)));
        }
    }

    private void close(DataSnapshot snapshot) throws IOException {
        List<String> seen = new ArrayList<>();
        for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
            keyspace.forEach(
                    (key, offset, length, value, expireAtMs) -> seen.addAll(walk(((SortedSetValue) value).walk())));
        }
        assertThat(seen).isEqualTo(snapshots.remove(snapshot));
        databases.close(snapshot);
        snapshotsCompared++;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
