package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: a {@link ListTree} is a list, and a snapshot of it stays as it was. Method: random changes of a tree with small
 * leaves and fan-out go to it and to an {@link ArrayList}, while snapshots are opened and closed; some runs change the ends
 * mostly, some the middle, some hold texts longer than a leaf, some compress what lies deeper than one or two leaves,
 * which some texts let them do and others do not. Invariants: {@code checkInvariants()} after each step; the
 * elements, read forwards leaf by leaf, are the model's; each snapshot holds what the model held, to its last byte.
 */
class ListTreePropertyTest {
    private static final int STEPS = 300;
    private static final int LEAF_BYTES = 128;
    private static final int MAX_CHILDREN = 4;

    private static final TreeEvents EVENTS = new TreeEvents();
    private static long removedEqual;
    private static long oversize;
    private static long snapshots;
    private static long readCompressed;
    private static long snapshotsCompressed;

    @AfterContainer
    static void everythingHappened() {
        System.out.printf(
                "%d leaves copied, %d inserted, %d removed, %d inner nodes split, %d merged; %d equal elements removed, %d"
                        + " snapshots compared; %d leaves compressed, %d not, %d decompressed, %d read compressed%n",
                EVENTS.leafCopies,
                EVENTS.leafInsertions,
                EVENTS.leafRemovals,
                EVENTS.innerSplits,
                EVENTS.innerMerges,
                removedEqual,
                snapshots,
                EVENTS.leafCompressions,
                EVENTS.leavesNotCompressed,
                EVENTS.leafDecompressions,
                readCompressed);
        assertThat(EVENTS.leafCopies).isPositive();
        assertThat(EVENTS.innerSplits).isPositive();
        assertThat(EVENTS.innerMerges).isPositive();
        assertThat(EVENTS.rootCollapses).isPositive();
        assertThat(removedEqual).isGreaterThan(1000);
        assertThat(oversize).isGreaterThan(500);
        assertThat(snapshots).isGreaterThan(100);
        assertThat(EVENTS.leafCompressions).isGreaterThan(1000);
        assertThat(EVENTS.leavesNotCompressed).isGreaterThan(1000);
        assertThat(EVENTS.leafDecompressions).isGreaterThan(1000);
        assertThat(readCompressed).isGreaterThan(1000);
        assertThat(snapshotsCompressed).isGreaterThan(100);
    }

    private record Snapshot(int id, ListTree tree, List<String> model, List<byte[]> leaves, List<String> states) {}

    /** One run. */
    private static final class Run {
        private final Random random;
        private final SnapshotEpoch epoch = new SnapshotEpoch();
        private final ListCursor cursor = new ListCursor();
        private final List<String> model = new ArrayList<>();
        private final List<Snapshot> open = new ArrayList<>();
        private final int atEnds;
        private final int growing;
        private final int compressDepth;
        private ListTree tree;

        Run(long seed) {
            random = new Random(seed);
            compressDepth = random.nextInt(3);
            tree = new ListTree(new CountedTree(epoch, false, MAX_CHILDREN), LEAF_BYTES, compressDepth);
            atEnds = random.nextInt(10);
            growing = 3 + random.nextInt(5);
        }

        void step() {
            if (random.nextInt(12) == 0) {
                snapshot();
            } else if (open.size() > 0 && random.nextInt(16) == 0) {
                close(open.remove(random.nextInt(open.size())));
            }
            tree = tree.writable();
            if (model.isEmpty() || random.nextInt(10) < growing) {
                insert();
            } else {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> replace();
                    case 3 -> removeEqual();
                    case 4 -> keepPart();
                    case 5 -> removeRange(random.nextInt(model.size()) / (1 + random.nextInt(10)));
                    default -> removeRange(1);
                }
            }
            check();
        }

        private String anyText() {
            return switch (random.nextInt(12)) {
                case 0 -> Integer.toString(random.nextInt());
                case 1 -> "x".repeat(random.nextInt(2 * LEAF_BYTES));
                case 2, 3, 4 -> "same";
                case 5, 6 -> "compressible".repeat(1 + random.nextInt(3));
                default -> Integer.toString(random.nextInt(1 << random.nextInt(20)), 36);
            };
        }

        private int place(int bound) {
            if (random.nextInt(10) < atEnds) {
                return random.nextBoolean() ? 0 : bound - 1;
            }
            return random.nextInt(bound);
        }

        private void insert() {
            int index = place(model.size() + 1);
            String text = anyText();
            oversize += text.length() > LEAF_BYTES ? 1 : 0;
            byte[] bytes = bytes("." + text);
            cursor.seek(tree, index);
            cursor.insert(tree, bytes, 1, bytes.length - 1);
            model.add(index, text);
        }

        private void replace() {
            int index = place(model.size());
            String text = anyText();
            byte[] bytes = bytes(text);
            cursor.seek(tree, index);
            cursor.replace(tree, bytes, 0, bytes.length);
            model.set(index, text);
        }

        private void removeRange(int count) {
            int from = place(model.size() - count + 1);
            cursor.removeRange(tree, from, count);
            model.subList(from, from + count).clear();
        }

        private void keepPart() {
            int count = model.size() - random.nextInt(model.size()) / (1 + random.nextInt(10));
            int from = random.nextInt(model.size() - count + 1);
            count(tree.tree.events);
            tree = tree.part(from, count);
            model.subList(from + count, model.size()).clear();
            model.subList(0, from).clear();
        }

        private void removeEqual() {
            byte[] bytes = bytes("same");
            boolean backwards = random.nextBoolean();
            long limit = random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(10);
            long expected = 0;
            for (int i = 0; i < model.size() && expected < limit; ) {
                int at = backwards ? model.size() - 1 - i : i;
                if (model.get(at).equals("same")) {
                    model.remove(at);
                    expected++;
                } else {
                    i++;
                }
            }
            assertThat(cursor.removeEqual(tree, bytes, 0, bytes.length, limit, backwards))
                    .isEqualTo(expected);
            removedEqual += expected;
        }

        private void snapshot() {
            int id = epoch.open();
            List<byte[]> leaves = new ArrayList<>();
            List<String> states = new ArrayList<>();
            TreePath path = new TreePath();
            path.first(tree.leaves());
            do {
                leaves.add(path.leaf().bytes.clone());
                states.add(state(path.leaf()));
            } while (path.nextLeaf());
            open.add(new Snapshot(id, tree, List.copyOf(model), leaves, states));
        }

        private void close(Snapshot snapshot) {
            assertThat(elements(snapshot.tree)).isEqualTo(snapshot.model);
            TreePath path = new TreePath();
            path.first(snapshot.tree.leaves());
            for (int i = 0; i < snapshot.leaves.size(); i++) {
                assertThat(path.leaf().bytes).isEqualTo(snapshot.leaves.get(i));
                assertThat(state(path.leaf())).isEqualTo(snapshot.states.get(i));
                snapshotsCompressed += path.leaf().isCompressed() ? 1 : 0;
                path.nextLeaf();
            }
            epoch.close(snapshot.id);
            snapshots++;
        }

        private static String state(TreeLeaf leaf) {
            return leaf.length + " " + leaf.count + " " + leaf.compressed + " " + leaf.incompressible;
        }

        private void check() {
            tree.checkInvariants();
            assertThat(tree.size()).isEqualTo(model.size());
            assertThat(elements(tree)).isEqualTo(model);
            if (!model.isEmpty()) {
                int index = random.nextInt(model.size());
                Element element = new Element();
                cursor.seek(tree, index);
                readCompressed += cursor.isOnCompressed() ? 1 : 0;
                cursor.read(element);
                assertThat(text(element)).isEqualTo(model.get(index));
            }
        }

        void finish() {
            open.forEach(this::close);
            ListTree copy = tree.copy(epoch);
            copy.checkInvariants();
            assertThat(elements(copy)).isEqualTo(model);
            Packed pack = Packed.workspace(0);
            tree.packInto(pack);
            assertThat(Listpack.isValid(pack.bytes(), 0, pack.length())).isTrue();
            assertThat(tree.packedBytes()).isEqualTo(pack.length());
            ListTree again = new ListTree(new CountedTree(epoch, false, MAX_CHILDREN), LEAF_BYTES, compressDepth);
            again.appendEntries(pack.bytes(), 0);
            again.checkInvariants();
            assertThat(elements(again)).isEqualTo(model);
            count(tree.tree.events);
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void isAListAndSnapshotsStay(@ForAll long seed) {
        Run run = new Run(seed);
        for (int i = 0; i < STEPS; i++) {
            run.step();
        }
        run.finish();
    }

    private static void count(TreeEvents events) {
        EVENTS.leafCopies += events.leafCopies;
        EVENTS.leafInsertions += events.leafInsertions;
        EVENTS.leafRemovals += events.leafRemovals;
        EVENTS.leafCompressions += events.leafCompressions;
        EVENTS.leafDecompressions += events.leafDecompressions;
        EVENTS.leavesNotCompressed += events.leavesNotCompressed;
        EVENTS.innerSplits += events.innerSplits;
        EVENTS.innerMerges += events.innerMerges;
        EVENTS.rootCollapses += events.rootCollapses;
    }

    private static List<String> elements(ListTree list) {
        List<String> elements = new ArrayList<>();
        Element element = new Element();
        ListLeafReader reader = new ListLeafReader();
        TreePath path = new TreePath();
        path.first(list.leaves());
        do {
            byte[] bytes = reader.bytes(path.leaf());
            if (path.leaf().count() > 0) {
                for (int at = Listpack.first(0); !Listpack.isEnd(bytes, at); at = Listpack.next(bytes, at)) {
                    Listpack.read(bytes, at, element);
                    elements.add(text(element));
                }
            }
        } while (path.nextLeaf());
        return elements;
    }

    private static String text(Element element) {
        return new String(element.copy(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
