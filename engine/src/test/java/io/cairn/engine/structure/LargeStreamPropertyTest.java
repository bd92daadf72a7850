package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.StreamContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: a {@link LargeStream} holds what was put there, and a snapshot of it stays as it was. Method: random changes of
 * entries, groups, consumers and pending entries go to a stream with small leaves and fan-out and to a model of maps, while
 * snapshots are opened and closed. Invariants: {@code checkInvariants()} after each step; all content is the model's; ranges
 * from any id, forwards and backwards, are the model's; each snapshot, and a deep copy made with it, hold what the model
 * held.
 */
class LargeStreamPropertyTest {
    private static final int STEPS = 250;
    private static final int MAX_CHILDREN = 4;
    private static final int MAX_LEAF_ENTRIES = 5;
    private static final int MAX_LEAF_BYTES = 300;

    private static final TreeEvents EVENTS = new TreeEvents();
    private static long snapshots;
    private static long acknowledged;
    private static long trimmed;

    @AfterContainer
    static void everythingHappened() {
        System.out.printf(
                "%d leaves copied, %d inserted, %d removed, %d inner nodes split, %d merged; %d snapshots compared, %d entries"
                        + " trimmed, %d acknowledged%n",
                EVENTS.leafCopies,
                EVENTS.leafInsertions,
                EVENTS.leafRemovals,
                EVENTS.innerSplits,
                EVENTS.innerMerges,
                snapshots,
                trimmed,
                acknowledged);
        assertThat(EVENTS.leafCopies).isGreaterThan(100);
        assertThat(EVENTS.innerSplits).isGreaterThan(100);
        assertThat(EVENTS.innerMerges).isPositive();
        assertThat(snapshots).isGreaterThan(500);
        assertThat(trimmed).isGreaterThan(1000);
        assertThat(acknowledged).isGreaterThan(500);
    }

    /** An entry given to a consumer. */
    private record Delivery(String consumer, long deliveredMs, long deliveries) {}

    private static final class Group {
        final StreamId last = new StreamId();
        final TreeSet<String> consumers = new TreeSet<>();
        final NavigableMap<StreamKey, Delivery> pending = new TreeMap<>();
    }

    /** An id as a key of the model. */
    private record StreamKey(long ms, long sequence) implements Comparable<StreamKey> {
        @Override
        public int compareTo(StreamKey other) {
            return id().compare(other.id());
        }

        StreamId id() {
            return new StreamId(ms, sequence);
        }
    }

    private record Fields(byte[] bytes, int[] ends) implements StreamFields {
        static Fields of(List<String> texts) {
            int[] ends = new int[texts.size()];
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < ends.length; i++) {
                all.append(texts.get(i));
                ends[i] = all.length();
            }
            return new Fields(latin(all.toString()), ends);
        }

        @Override
        public int count() {
            return ends.length;
        }

        @Override
        public int offset(int index) {
            return index == 0 ? 0 : ends[index - 1];
        }

        @Override
        public int length(int index) {
            return ends[index] - offset(index);
        }
    }

    private record Snapshot(int id, LargeStream stream, LargeStream copy, List<String> words) {}

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One run. */
    private static final class Run {
        private final Random random;
        private final SnapshotEpoch epoch = new SnapshotEpoch();
        private final StreamWriter writer = new StreamWriter();
        private final NavigableMap<StreamKey, String> entries = new TreeMap<>();
        private final NavigableMap<String, Group> groups = new TreeMap<>();
        private final List<Snapshot> open = new ArrayList<>();
        private final int growing;
        private final CountedTree tree = new CountedTree(epoch, true, MAX_CHILDREN);
        private LargeStream stream = new LargeStream(tree);
        private StreamId deleted = new StreamId();
        private final StreamId last = new StreamId();
        private long added;

        Run(long seed) {
            random = new Random(seed);
            growing = 3 + random.nextInt(4);
        }

        void step() {
            if (random.nextInt(10) == 0) {
                List<String> words = words(stream);
                open.add(new Snapshot(epoch.open(), stream, stream.copy(epoch), words));
            } else if (open.size() > 0 && random.nextInt(12) == 0) {
                close(open.remove(random.nextInt(open.size())));
            }
            stream = stream.writable();
            if (random.nextInt(10) < growing) {
                add();
            } else {
                switch (random.nextInt(8)) {
                    case 0, 1 -> delete();
                    case 2 -> trimToSize();
                    case 3 -> trimBefore();
                    case 4 -> changeGroups();
                    default -> changeGroup();
                }
            }
            stream.checkInvariants();
            assertThat(words(stream)).isEqualTo(modelWords());
            checkRanges();
        }

        private void add() {
            last.set(last.ms() + random.nextInt(3), last.sequence() + 1 + random.nextInt(3));
            List<String> texts = new ArrayList<>();
            int fields = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1;
            StringBuilder text = new StringBuilder(last + ":");
            for (int i = 0; i < fields; i++) {
                String name = random.nextInt(4) == 0 ? "n" + random.nextInt(3) : "name";
                String value = random.nextInt(9) == 0
                        ? "x".repeat(random.nextInt(2 * MAX_LEAF_BYTES))
                        : Integer.toString(random.nextInt(1 << random.nextInt(20)));
                texts.add(name);
                texts.add(value);
                text.append(name).append('=').append(value).append(',');
            }
            writer.append(stream, last, Fields.of(texts), MAX_LEAF_BYTES, MAX_LEAF_ENTRIES);
            entries.put(new StreamKey(last.ms(), last.sequence()), text.toString());
            added++;
        }

        private StreamKey anyKey() {
            if (entries.isEmpty() || random.nextInt(8) == 0) {
                return new StreamKey(random.nextInt(1 + (int) last.ms() + 2), random.nextInt(200));
            }
            List<StreamKey> keys = new ArrayList<>(entries.keySet());
            return keys.get(random.nextInt(keys.size()));
        }

        private void delete() {
            StreamKey key = anyKey();
            boolean there = entries.remove(key) != null;
            assertThat(writer.delete(stream, key.id())).isEqualTo(there);
            if (there && key.id().compare(deleted) > 0) {
                deleted = key.id();
            }
        }

        private void trimToSize() {
            int size = Math.max(0, entries.size() - random.nextInt(1 + entries.size() / 3 + 2));
            boolean whole = random.nextBoolean();
            int limit = whole && random.nextBoolean() ? random.nextInt(8) : 0;
            long removed = writer.trimToSize(stream, size, whole, limit);
            if (!whole) {
                assertThat(removed).isEqualTo(entries.size() - Math.min(entries.size(), size));
            } else {
                assertThat(entries.size() - removed).isGreaterThanOrEqualTo(Math.min(size, entries.size()));
                assertThat(limit == 0 || removed <= limit).isTrue();
            }
            removeFirst(removed);
        }

        private void trimBefore() {
            StreamKey least = anyKey();
            long before = entries.headMap(least, false).size();
            boolean whole = random.nextBoolean();
            long removed = writer.trimBefore(stream, least.id(), whole, 0);
            assertThat(removed).isLessThanOrEqualTo(before);
            assertThat(whole || removed == before).isTrue();
            removeFirst(removed);
        }

        private void removeFirst(long count) {
            trimmed += count;
            Iterator<StreamKey> keys = entries.keySet().iterator();
            for (long i = 0; i < count; i++) {
                keys.next();
                keys.remove();
            }
        }

        private void changeGroups() {
            String name = "g" + random.nextInt(4);
            byte[] bytes = latin(name);
            if (random.nextInt(3) == 0) {
                assertThat(stream.removeGroup(bytes, 0, bytes.length)).isEqualTo(groups.remove(name) != null);
                return;
            }
            StreamId from = anyKey().id();
            boolean absent = !groups.containsKey(name);
            assertThat(stream.addGroup(bytes, 0, bytes.length, from, -1)).isEqualTo(absent);
            if (absent) {
                Group group = new Group();
                group.last.set(from);
                groups.put(name, group);
            }
        }

        private void changeGroup() {
            if (groups.isEmpty()) {
                changeGroups();
                return;
            }
            String name = new ArrayList<>(groups.keySet()).get(random.nextInt(groups.size()));
            Group model = groups.get(name);
            byte[] bytes = latin(name);
            StreamGroup group = stream.writableGroup(stream.group(bytes, 0, bytes.length));
            GroupWriter editor = new GroupWriter().begin(group);
            for (int i = 0; i < 5; i++) {
                changeConsumers(model, group, editor);
            }
        }

        private void changeConsumers(Group model, StreamGroup group, GroupWriter editor) {
            String name = "consumer" + random.nextInt(5);
            byte[] bytes = latin(name);
            ConsumerCursor consumer = new ConsumerCursor();
            boolean found = consumer.find(group, bytes, 0, bytes.length);
            assertThat(found).isEqualTo(model.consumers.contains(name));
            StreamKey key = anyKey();
            if (!found) {
                editor.addConsumer(bytes, 0, bytes.length, 1, 2);
                model.consumers.add(name);
            } else if (random.nextInt(6) == 0) {
                long count = model.pending.values().stream()
                        .filter(delivery -> delivery.consumer.equals(name))
                        .count();
                assertThat(editor.removeConsumer(consumer.number())).isEqualTo(count);
                model.pending.values().removeIf(delivery -> delivery.consumer.equals(name));
                model.consumers.remove(name);
            } else if (random.nextInt(3) == 0) {
                boolean there = model.pending.remove(key) != null;
                assertThat(editor.acknowledge(key.id())).isEqualTo(there);
                acknowledged += there ? 1 : 0;
            } else {
                Delivery delivery = new Delivery(name, random.nextInt(100), random.nextInt(5));
                editor.deliver(key.id(), consumer.number(), delivery.deliveredMs, delivery.deliveries);
                model.pending.put(key, delivery);
            }
        }

        private List<String> modelWords() {
            List<String> words = new ArrayList<>();
            words.add("last=" + last);
            words.add("first="
                    + (entries.isEmpty() ? new StreamId() : entries.firstKey().id()));
            words.add("deleted=" + deleted);
            words.add("added=" + added);
            words.addAll(entries.values());
            groups.forEach((name, group) -> {
                words.add("group " + name + " " + group.last + " read=-1");
                for (String consumer : group.consumers) {
                    long count = group.pending.values().stream()
                            .filter(delivery -> delivery.consumer.equals(consumer))
                            .count();
                    words.add("consumer " + consumer + " pending=" + count);
                }
                group.pending.forEach((key, delivery) -> words.add("pending " + key.id() + " " + delivery.consumer
                        + " at=" + delivery.deliveredMs + " times=" + delivery.deliveries));
            });
            return words;
        }

        private void checkRanges() {
            StreamKey key = anyKey();
            StreamCursor cursor = new StreamCursor();
            List<String> found = new ArrayList<>();
            for (boolean more = cursor.seek(stream, key.id()); more && found.size() < 9; more = cursor.next()) {
                found.add(StreamContent.entry(cursor));
            }
            assertThat(found)
                    .isEqualTo(entries.tailMap(key, true).values().stream()
                            .limit(9)
                            .toList());
            found.clear();
            for (boolean more = cursor.seekBack(stream, key.id()); more && found.size() < 9; more = cursor.previous()) {
                found.add(StreamContent.entry(cursor));
            }
            assertThat(found)
                    .isEqualTo(entries.headMap(key, true).descendingMap().values().stream()
                            .limit(9)
                            .toList());
        }

        private void close(Snapshot snapshot) {
            assertThat(words(snapshot.stream)).isEqualTo(snapshot.words);
            assertThat(words(snapshot.copy)).isEqualTo(snapshot.words);
            snapshot.copy.checkInvariants();
            snapshots++;
            epoch.close(snapshot.id);
        }

        void finish() {
            open.forEach(this::close);
            add(EVENTS, tree.events);
        }

        private static void add(TreeEvents sum, TreeEvents events) {
            sum.leafCopies += events.leafCopies;
            sum.leafInsertions += events.leafInsertions;
            sum.leafRemovals += events.leafRemovals;
            sum.innerSplits += events.innerSplits;
            sum.innerMerges += events.innerMerges;
        }
    }

    private static List<String> words(LargeStream stream) {
        List<String> words = new ArrayList<>();
        StreamContent.addTo(words, stream);
        return words;
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void isAStreamAndSoAreItsSnapshots(@ForAll long seed) {
        Run run = new Run(seed);
        for (int i = 0; i < STEPS; i++) {
            run.step();
        }
        run.finish();
    }
}
