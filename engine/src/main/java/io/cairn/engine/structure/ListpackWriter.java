package io.cairn.engine.structure;

/**
 * Makes a {@link Listpack} from its first entry to its last: several times as fast as appending to a finished one, whose
 * header and end change with each entry.
 *
 * <p>Used for one listpack after the other. Cost: an entry is a copy of its text; no allocation but for growth.
 */
public final class ListpackWriter {
    /** The most that an entry takes beside its text. */
    private static final int MAX_OVERHEAD_BYTES = 10;

    private final int firstCapacity;
    private byte[] bytes;
    private int end = Listpack.HEADER_BYTES;
    private int count;

    /** Creates one with room for {@code capacity} bytes at first. */
    public ListpackWriter(int capacity) {
        firstCapacity = Math.max(capacity, Listpack.EMPTY_BYTES);
        bytes = new byte[firstCapacity];
    }

    /** Begins anew; gives up an array of more than {@code keptBytes}. */
    public void clear(int keptBytes) {
        if (bytes.length > keptBytes) {
            bytes = new byte[firstCapacity];
        }
        end = Listpack.HEADER_BYTES;
        count = 0;
    }

    /** The array: entries from the first offset that an append returned to {@link #end}; another one after an append. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the next entry will begin. */
    public int end() {
        return end;
    }

    /** Number of entries. */
    public int count() {
        return count;
    }

    /** Adds an entry; returns where it begins. */
    public int append(Element element) {
        return element.isInteger()
                ? append(element.integer())
                : append(element.bytes(), element.offset(), element.length());
    }

    /** Adds an entry with a text, which does not lie in {@link #bytes}; returns where it begins. */
    public int append(byte[] text, int offset, int length) {
        if (length <= Numbers.MAX_LONG_DIGITS && Numbers.isLong(text, offset, length)) {
            return append(Numbers.toLong(text, offset, length));
        }
        reserve(length);
        int from = end;
        close(from, Listpack.write(bytes, from, text, offset, length));
        return from;
    }

    /** Adds an entry that is a number; returns where it begins. */
    public int append(long number) {
        reserve(0);
        int from = end;
        close(from, Listpack.write(bytes, from, number));
        return from;
    }

    private void close(int from, int to) {
        end = Listpack.writeBackLength(bytes, from, to);
        count++;
    }

    /** Makes room for an entry with a text of this length, and the end. */
    private void reserve(int length) {
        if (length + MAX_OVERHEAD_BYTES + 1L > bytes.length - end) {
            long needed = end + (long) length + MAX_OVERHEAD_BYTES + 1;
            if (needed > Packed.MAX_BYTES) {
                throw new IllegalStateException("a listpack does not fit an array: bytes=" + needed);
            }
            byte[] grown = new byte[(int) Math.min(Packed.MAX_BYTES, needed + needed / 2)];
            System.arraycopy(bytes, 0, grown, 0, end);
            bytes = grown;
        }
    }

    /** Ends the listpack, which lies at the beginning of {@link #bytes}; returns its length. */
    public int finish() {
        Listpack.writeFrame(bytes, end + 1, count);
        return end + 1;
    }
}
