package io.cairn.engine.command.sort;

import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options behind the key of SORT. Of those that exclude each other the last one counts, as in Redis. */
final class SortOptions {
    /** There is no such argument. */
    static final int NONE = 0;

    private static final int FIRST_OPTION = 2;

    private final List<SortPattern> gets = new ArrayList<>();
    private @Nullable SortPattern by;
    private boolean descending;
    private boolean alphabetic;
    private long start;
    private long count = -1;
    private int destination = NONE;

    private SortOptions() {}

    /** The argument that names the destination, in a request that is not looked at for faults; {@link #NONE} if there is none. */
    static int destination(Args args, int first) {
        int destination = NONE;
        for (int i = first + FIRST_OPTION; i < args.count(); i++) {
            if (args.isWord(i, "LIMIT")) {
                i += 2;
            } else if (args.isWord(i, "GET") || args.isWord(i, "BY")) {
                i++;
            } else if (args.isWord(i, "STORE") && i + 1 < args.count()) {
                destination = i + 1;
            }
        }
        return destination;
    }

    /** Reads the options of a request into {@code options}; returns what is wrong with them, null if nothing is. */
    static @Nullable String read(Args args, boolean storing, SortOptions options) {
        int at = FIRST_OPTION;
        while (at < args.count()) {
            int following = args.count() - at - 1;
            if (args.isWord(at, "ASC")) {
                options.descending = false;
            } else if (args.isWord(at, "DESC")) {
                options.descending = true;
            } else if (args.isWord(at, "ALPHA")) {
                options.alphabetic = true;
            } else if (args.isWord(at, "LIMIT") && following >= 2) {
                if (!args.isLong(at + 1) || !args.isLong(at + 2)) {
                    return CommandError.NOT_AN_INTEGER;
                }
                options.start = args.toLong(at + 1);
                options.count = args.toLong(at + 2);
                at += 2;
            } else if (following >= 1 && options.readWithArgument(args, at, storing)) {
                at++;
            } else {
                return CommandError.SYNTAX;
            }
            at++;
        }
        return null;
    }

    static SortOptions usual() {
        return new SortOptions();
    }

    private boolean readWithArgument(Args args, int at, boolean storing) {
        if (args.isWord(at, "BY")) {
            by = new SortPattern(args.copy(at + 1));
        } else if (args.isWord(at, "GET")) {
            gets.add(new SortPattern(args.copy(at + 1)));
        } else if (storing && args.isWord(at, "STORE")) {
            destination = at + 1;
        } else {
            return false;
        }
        return true;
    }

    /** What is replied of each element; empty for the element itself. */
    List<SortPattern> gets() {
        return gets;
    }

    /** Where the weights are; null if the elements are their own. */
    @Nullable
    SortPattern by() {
        return by;
    }

    boolean isDescending() {
        return descending;
    }

    boolean isAlphabetic() {
        return alphabetic;
    }

    /** The argument that names the destination; {@link #NONE} if there is none. */
    int destination() {
        return destination;
    }

    /** Whether the elements are wanted in the order they have: by a weight that is the same for all. */
    boolean keepsOrder() {
        return by != null && by.isConstant();
    }

    /** The first of {@code size} elements that is wanted. */
    int first(int size) {
        return (int) Math.min(Math.max(start, 0), size);
    }

    /** How many of {@code size} elements are wanted. */
    int wanted(int size) {
        int left = size - first(size);
        return count < 0 ? left : (int) Math.min(count, left);
    }

    /** The same, but with the elements in the order of their texts: for what has no order of its own. */
    void sortByText() {
        by = null;
        alphabetic = true;
    }
}
