package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TreeWarmingTest {
    private final SnapshotEpoch epoch = new SnapshotEpoch();
    private final TreeWarming warming = new TreeWarming();
    private final SortedCursor cursor = new SortedCursor();
    private final SplittableRandom random = new SplittableRandom(5);

    /** Keys of any length: none, shorter than a prefix, such that begin alike, and one that has a page of its own. */
    private byte[] key() {
        byte[] key = new byte[random.nextInt(50) == 0 ? 5000 : random.nextInt(20)];
        random.nextBytes(key);
        if (random.nextBoolean()) {
            for (int i = 0; i < Math.min(8, key.length); i++) {
                key[i] = (byte) random.nextInt(2);
            }
        }
        return key;
    }

    @Test
    void anyPlacesInAnyNumberCanBeFetchedOfAnyTree() {
        SortedTree tree = new SortedTree(epoch, 0);
        long[] prefixes = new long[200];
        for (int size = 0; size < 4000; size++) {
            if (size % 100 == 0) {
                for (int i = 0; i < prefixes.length; i++) {
                    byte[] key = key();
                    prefixes[i] = i % 3 == 0 ? random.nextLong() : TreeInner.prefix(key, 0, key.length);
                }
                int from = random.nextInt(prefixes.length);
                warming.warm(tree, prefixes, from, from + random.nextInt(prefixes.length - from + 1));
            }
            byte[] key = key();
            tree.add(key, 0, key.length, cursor);
        }

        assertThat(tree.size()).isPositive();
        tree.checkInvariants();
    }

    @Test
    void theLeafThatIsFetchedIsTheOneWhereTheKeyIs() {
        SortedTree tree = new SortedTree(epoch, 0);
        byte[] key = new byte[12];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(key);
            tree.add(key, 0, key.length, cursor);
            cursor.seek(tree, key, 0, key.length);
            assertThat(TreeWarming.leaf(tree.tree, TreeInner.prefix(key, 0, key.length)))
                    .isSameAs(cursor.path.leaf());
        }
    }

    @Test
    void theChildOfAPrefixIsTheFirstBelowWhichAKeyThatBeginsWithItMayBe() {
        SortedTree tree = new SortedTree(epoch, 0);
        for (int i = 0; i < 5000; i++) {
            byte[] key = key();
            tree.add(key, 0, key.length, cursor);
        }
        TreeInner root = (TreeInner) tree.tree.root();
        for (int i = 0; i < 1000; i++) {
            byte[] key = key();
            long prefix = TreeInner.prefix(key, 0, key.length);
            int child = root.childFor(prefix);
            int exact = root.childFor(prefix, key, 0, key.length);
            assertThat(exact).isGreaterThanOrEqualTo(child);
            if (exact > child) {
                assertThat(root.prefixes[child + 1]).isEqualTo(prefix);
            }
        }
    }
}
