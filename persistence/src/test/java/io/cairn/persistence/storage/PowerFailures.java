package io.cairn.persistence.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The disks that a power failure may leave behind.
 *
 * <p>Where up to {@value #EXHAUSTIVE_ITEMS} things were not forced (pages, lengths, directory entries), every subset of them
 * survives once, and some more disks have pages whose sectors are of different moments. Where there are more, {@value
 * #RANDOM_DISKS} are chosen at random.
 */
public final class PowerFailures {
    public static final int EXHAUSTIVE_ITEMS = 10;
    public static final int RANDOM_DISKS = 64;
    private static final int TORN_DISKS = 6;

    /** What is done with each of the disks. */
    @FunctionalInterface
    public interface Visitor {
        void visit(SimulatedStorage disk, boolean lost) throws IOException;
    }

    /** Choices between the first two of everything, in the order of a number that is counted up. */
    private static final class Subsets {
        private final List<Integer> chosen = new ArrayList<>();
        private int at;

        int choose(int bound) {
            if (at == chosen.size()) {
                chosen.add(0);
            }
            return Math.min(chosen.get(at++), bound - 1);
        }

        /** Goes to the next combination; false after the last. */
        boolean advance() {
            // What was not asked for this time depended on an earlier choice.
            chosen.subList(at, chosen.size()).clear();
            at = 0;
            while (!chosen.isEmpty() && chosen.get(chosen.size() - 1) == 1) {
                chosen.remove(chosen.size() - 1);
            }
            if (chosen.isEmpty()) {
                return false;
            }
            chosen.set(chosen.size() - 1, 1);
            return true;
        }
    }

    private PowerFailures() {}

    /** Shows the disks that may be left of {@code disk}, which stays as it is. */
    public static void forEach(SimulatedStorage disk, Random random, Visitor visitor) throws IOException {
        int items = disk.dirtyItems();
        if (items <= EXHAUSTIVE_ITEMS) {
            Subsets subsets = new Subsets();
            do {
                SimulatedStorage left = disk.copy();
                visitor.visit(left, left.powerFailure(subsets::choose));
            } while (subsets.advance());
        }
        int more = items == 0 ? 0 : items <= EXHAUSTIVE_ITEMS ? TORN_DISKS : RANDOM_DISKS;
        for (int i = 0; i < more; i++) {
            SimulatedStorage left = disk.copy();
            visitor.visit(left, left.powerFailure(random.nextLong()));
        }
    }
}
