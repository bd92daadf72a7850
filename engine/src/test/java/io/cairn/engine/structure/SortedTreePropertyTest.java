package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: a sorted tree is the set of its keys in order, and knows how many are before each.
 *
 * <p>Method: keys come and go beside a model, in a tree with small leaves, which is high or wide. Many keys share their first eight bytes, many are
 * shorter than that, and some end in zeros, which is what a key's first bytes are filled up with. Invariants, after each step:
 * those of the tree; a key that is sought, there or not, has as many before it as in the model, whoever counts them.
 */
class SortedTreePropertyTest {
    private static final int STEPS = 300;
    private static final int LEAF_BYTES = 128;
    private static final int[] FAN_OUTS = {4, 8, 16, 64};

    /** So many children of a node are looked through in one round, and more of them in two. */
    private static final int ONE_ROUND = 8;

    private static long found;
    private static long missed;
    private static long highest;
    private static long widest;
    private static long seeksInWideNodes;

    private final Random random = new Random();
    private final TreeSet<byte[]> model = new TreeSet<>(Arrays::compareUnsigned);
    private SortedTree tree = newTree(FAN_OUTS[0]);
    private final SortedCursor cursor = new SortedCursor();

    @AfterContainer
    static void everythingHappened() {
        System.out.printf(
                "sorted tree: %d keys found, %d missed, up to %d levels and %d children, %d times more than %d%n",
                found, missed, highest, widest, seeksInWideNodes, ONE_ROUND);
        assertThat(found).isGreaterThan(10_000);
        assertThat(missed).isGreaterThan(10_000);
        assertThat(highest).isGreaterThan(2);
        assertThat(widest).isGreaterThan(3 * ONE_ROUND);
        assertThat(seeksInWideNodes).isGreaterThan(1000);
    }

    private static SortedTree newTree(int fanOut) {
        return new SortedTree(new CountedTree(new SnapshotEpoch(), true, fanOut), 2, LEAF_BYTES);
    }

    @Property(tries = 250, edgeCases = EdgeCasesMode.NONE)
    void isWhatTheModelIs(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int letters) {
        random.setSeed(seed);
        model.clear();
        tree = newTree(FAN_OUTS[random.nextInt(FAN_OUTS.length)]);
        int growing = 2 + random.nextInt(8);
        for (int step = 0; step < STEPS; step++) {
            byte[] key = key(letters);
            if (random.nextInt(10) < growing) {
                assertThat(tree.add(key, 0, key.length, cursor)).isEqualTo(model.add(key));
            } else {
                assertThat(tree.remove(key, 0, key.length, cursor)).isEqualTo(model.remove(key));
            }
            checkCursor(key);
            byte[] sought = key(letters);
            check(sought);
            if (step % 10 == 0) {
                tree.checkInvariants();
            }
        }
        tree.checkInvariants();
        highest = Math.max(highest, tree.tree.height());
    }

    /** A change leaves the cursor on the key, or on the one behind it. */
    private void checkCursor(byte[] key) {
        assertThat(cursor.rank()).isEqualTo(model.headSet(key).size());
        assertThat(cursor.isAtEnd()).isEqualTo(model.ceiling(key) == null);
        assertThat(tree.size()).isEqualTo(model.size());
    }

    private void check(byte[] sought) {
        int before = model.headSet(sought).size();
        assertThat(tree.rank(sought, 0, sought.length)).isEqualTo(before);
        boolean there = model.contains(sought);
        assertThat(cursor.seek(tree, sought, 0, sought.length)).isEqualTo(there);
        assertThat(cursor.rank()).isEqualTo(before);
        byte[] next = model.ceiling(sought);
        if (next != null) {
            int from = cursor.keyOffset();
            assertThat(Arrays.copyOfRange(cursor.bytes(), from, from + cursor.keyLength()))
                    .isEqualTo(next);
        }
        found += there ? 1 : 0;
        missed += there ? 0 : 1;
        int children = tree.tree.root() instanceof TreeInner inner ? inner.size : 0;
        widest = Math.max(widest, children);
        seeksInWideNodes += children > ONE_ROUND ? 1 : 0;
    }

    /** Few letters make keys that are alike, and one letter those that differ in their length only. */
    private byte[] key(int letters) {
        int length = random.nextInt(4) == 0 ? random.nextInt(8) : random.nextInt(20);
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            int letter = random.nextInt(letters);
            // The zero that fills up what is short, an ordinary one, and both ends of what is compared without a sign.
            key[i] =
                    new byte[] {0, 'a', (byte) 0xff, (byte) 0x80}[i < 9 && random.nextInt(3) > 0 ? letter / 2 : letter];
        }
        return key;
    }
}
