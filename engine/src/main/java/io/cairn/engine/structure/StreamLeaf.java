package io.cairn.engine.structure;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a leaf of a {@link LargeStream}: a listpack as Redis keeps and saves it, and behind it the id that its
 * entries' ids are told from. On disk, do not change.
 *
 * <pre>
 *   leaf   := listpack, master id as a key
 *   master := live, deleted, number of fields, name*, 0                            numbers of entries
 *   entry  := flags, ms - master's, sequence - master's, [number of fields], (name, value)*, back     any fields
 *           | flags, ms - master's, sequence - master's, value*, back                                 the master's fields
 *   flags  := 1 deleted | 2 the master's fields
 *   back   := the number of the listpack's entries before it that are this entry
 * </pre>
 *
 * <p>A deleted entry stays where it is until its leaf goes. The functions take the array, where the listpack begins at 0,
 * and name an entry by the offset of its flags.
 */
public final class StreamLeaf {
    static final int DELETED = 1;
    static final int SAME_FIELDS = 2;

    /** Flags and the two differences. */
    private static final int FIXED_PARTS = 3;

    private StreamLeaf() {}

    /** Returns the length of the listpack, which begins at 0. */
    public static int packLength(TreeLeaf leaf) {
        return leaf.length() - StreamId.KEY_BYTES;
    }

    /** Points at the master's id. */
    static void master(TreeLeaf leaf, StreamId into) {
        into.setKey(leaf.bytes(), packLength(leaf));
    }

    static int liveAt() {
        return Listpack.first(0);
    }

    static int deletedAt(byte[] bytes) {
        return Listpack.next(bytes, liveAt());
    }

    static int masterCountAt(byte[] bytes) {
        return Listpack.next(bytes, deletedAt(bytes));
    }

    static int masterFieldCount(byte[] bytes) {
        return (int) Listpack.integer(bytes, masterCountAt(bytes));
    }

    static int firstMasterFieldAt(byte[] bytes) {
        return Listpack.next(bytes, masterCountAt(bytes));
    }

    /** Number of entries, deleted ones included. */
    static long entries(byte[] bytes) {
        return Listpack.integer(bytes, liveAt()) + Listpack.integer(bytes, deletedAt(bytes));
    }

    static int firstEntry(byte[] bytes) {
        int fields = masterFieldCount(bytes);
        return skip(bytes, firstMasterFieldAt(bytes), fields + 1L);
    }

    /** The entry before that at {@code at}, which is not the first; or before the end. */
    static int previousEntry(byte[] bytes, int at) {
        int to = Listpack.previous(bytes, at);
        for (long left = Listpack.integer(bytes, to); left > 0; left--) {
            to = Listpack.previous(bytes, to);
        }
        return to;
    }

    static int lastEntry(byte[] bytes) {
        return previousEntry(bytes, Listpack.end(bytes, 0));
    }

    /** Points at the id of an entry. */
    static void id(byte[] bytes, int at, StreamId master, StreamId into) {
        int msAt = Listpack.next(bytes, at);
        long ms = master.ms() + Listpack.integer(bytes, msAt);
        into.set(ms, master.sequence() + Listpack.integer(bytes, Listpack.next(bytes, msAt)));
    }

    /** The entry behind that at {@code at}, or the end. */
    static int nextEntry(byte[] bytes, int at, int masterFields) {
        return behindFields(bytes, Listpack.integer(bytes, at), skip(bytes, at, FIXED_PARTS), masterFields);
    }

    /** What is behind the fields of an entry with these flags, which begin at {@code at}: the next entry, or the end. */
    static int behindFields(byte[] bytes, long flags, int at, int masterFields) {
        return (flags & SAME_FIELDS) != 0
                ? skip(bytes, at, masterFields + 1L)
                : skip(bytes, at, 2 + 2 * Listpack.integer(bytes, at));
    }

    /** The listpack's entry so many behind that at {@code at}. */
    static int skip(byte[] bytes, int at, long count) {
        int to = at;
        for (long i = 0; i < count; i++) {
            to = Listpack.next(bytes, to);
        }
        return to;
    }

    /**
     * Looks for a fault in a listpack that comes from elsewhere and is valid as such.
     *
     * @param bytes with the listpack from 0 on
     * @param last the id behind which all ids have to be; takes the last one. Redis 7.0 lets XSETID go back behind deleted
     *     entries, so theirs may be anything
     * @return what is wrong, for people; null if nothing is
     */
    public static @Nullable String fault(byte[] bytes, StreamId master, StreamId last) {
        return new Inspection(bytes, master, last).fault();
    }

    /** Walks over entries that may be anything. */
    private static final class Inspection {
        private static final String TOO_SHORT = "it ends too early";
        private static final String NO_NUMBER = "a text stands where a number should";

        private final byte[] bytes;
        private final StreamId master;
        private final StreamId last;
        private final StreamId id = new StreamId();
        private int at = Listpack.first(0);
        private @Nullable String fault;

        Inspection(byte[] bytes, StreamId master, StreamId last) {
            this.bytes = bytes;
            this.master = master;
            this.last = last;
        }

        @Nullable
        String fault() {
            long live = number();
            long deleted = number();
            long masterFields = number();
            texts(masterFields, 1);
            if (number() != 0) {
                fail("the first entry's names do not end with 0");
            }
            long lives = 0;
            long count = 0;
            while (fault == null && !Listpack.isEnd(bytes, at)) {
                lives += entry(masterFields) ? 1 : 0;
                count++;
            }
            if (fault == null && (lives != live || count - lives != deleted)) {
                fail("it has " + lives + " entries and " + (count - lives) + " deleted ones, not " + live + " and "
                        + deleted);
            }
            return fault;
        }

        /** Passes over an entry; returns whether it is live. */
        private boolean entry(long masterFields) {
            long flags = number();
            if ((flags & ~(DELETED | SAME_FIELDS)) != 0) {
                fail("an entry has unknown flags");
            }
            long ms = master.ms() + number();
            id.set(ms, master.sequence() + number());
            boolean live = (flags & DELETED) == 0;
            if (live && (id.compare(last) <= 0 || id.compare(master) < 0)) {
                fail("its ids do not rise");
            }
            if (live) {
                last.set(id);
            }
            boolean same = (flags & SAME_FIELDS) != 0;
            long fields = same ? masterFields : number();
            texts(fields, same ? 1 : 2);
            if (number() != FIXED_PARTS + (same ? fields : 1 + 2 * fields)) {
                fail("the length behind an entry is wrong");
            }
            return live;
        }

        private long number() {
            if (fault != null || Listpack.isEnd(bytes, at)) {
                fail(TOO_SHORT);
                return 0;
            }
            if (!Listpack.isInteger(bytes, at)) {
                fail(NO_NUMBER);
                return 0;
            }
            long number = Listpack.integer(bytes, at);
            at = Listpack.next(bytes, at);
            return number;
        }

        /** Passes over texts, as many for each of the fields; ends at the end, however many are declared. */
        private void texts(long fields, int each) {
            if (fields <= 0 || fields > Integer.MAX_VALUE / 4) {
                fail("an entry has an impossible number of fields");
            }
            for (long i = 0; fault == null && i < fields * each; i++) {
                if (Listpack.isEnd(bytes, at)) {
                    fail(TOO_SHORT);
                } else {
                    at = Listpack.next(bytes, at);
                }
            }
        }

        private void fail(String sentence) {
            if (fault == null) {
                fault = sentence;
            }
        }
    }
}
