package io.cairn.engine.value;

import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A string opened to be changed inside: in its record, in an array beside it, or in pages, of which a snapshot sees none
 * any more. A whole number has become its text, and the string is one that Redis calls {@code raw} from then on, whether
 * anything is written or not.
 *
 * <p>A flyweight, valid until its record is changed by other means. Opening allocates nothing, unless a snapshot may see
 * the string or it moves to another form. Used by the single writer.
 */
public final class StringEdit implements ByteSource {
    private static final byte[] NO_BYTES = {};

    private final ValueHost host;
    private final byte[] digits = new byte[Numbers.MAX_LONG_DIGITS];
    private @Nullable PagedString pages;
    private byte[] bytes = NO_BYTES;
    private int start;
    private int length;

    /** An edit of strings of this host's data. */
    public StringEdit(ValueHost host) {
        this.host = host;
    }

    /** Opens the record, which may not be there yet, made longer by zeros if it is shorter than {@code leastLength}. */
    public StringEdit open(RecordCursor record, int leastLength) {
        if (!record.isFound()) {
            record.put(RecordTypes.CHANGED_STRING, NO_BYTES, 0, 0, RecordTable.NO_EXPIRY);
        } else if (record.type() == RecordTypes.INTEGER) {
            int count = Numbers.putLong(digits, 0, record.longValue());
            record.put(RecordTypes.CHANGED_STRING, digits, 0, count, record.expireAtMs());
        }
        if (record.isObject()) {
            openLarge(record, leastLength);
        } else {
            openInline(record, leastLength);
        }
        return this;
    }

    private void openInline(RecordCursor record, int leastLength) {
        int newLength = Math.max(record.valueLength(), leastLength);
        if (newLength <= RecordTable.MAX_INLINE_VALUE_BYTES) {
            record.setType(RecordTypes.CHANGED_STRING);
            record.resizeValue(newLength);
            point(record.writableValue(), record.valueOffset(), newLength);
        } else if (newLength < PagedString.LEAST_BYTES) {
            LargeString large =
                    LargeString.copyOf(record.valueBytes(), record.valueOffset(), record.valueLength(), host.epoch());
            openArray(record, large, newLength);
        } else {
            openPages(record, record.valueBytes(), record.valueOffset(), record.valueLength(), newLength);
        }
    }

    private void openLarge(RecordCursor record, int leastLength) {
        if (record.object() instanceof PagedString present) {
            openPages(record, present.writable(host.epoch()), leastLength);
            return;
        }
        LargeString present = (LargeString) record.object();
        int newLength = Math.max(present.length(), leastLength);
        if (newLength < PagedString.LEAST_BYTES) {
            openArray(record, present.writable(host.epoch()), newLength);
        } else {
            openPages(record, present.bytes(), 0, present.length(), newLength);
        }
    }

    private void openArray(RecordCursor record, LargeString large, int newLength) {
        large.resize(newLength);
        put(record, large);
        point(large.bytes(), 0, newLength);
    }

    private void openPages(RecordCursor record, byte[] content, int offset, int contentLength, int newLength) {
        openPages(record, PagedString.copyOf(content, offset, contentLength, host.epoch()), newLength);
    }

    private void openPages(RecordCursor record, PagedString paged, int leastLength) {
        paged.grow(leastLength);
        put(record, paged);
        keep(paged, NO_BYTES);
        length = paged.length();
    }

    /** A store of a reference costs a barrier, and these are often the same. */
    private void keep(@Nullable PagedString newPages, byte[] newBytes) {
        if (pages != newPages) {
            pages = newPages;
        }
        if (bytes != newBytes) {
            bytes = newBytes;
        }
    }

    private void point(byte[] array, int offset, int arrayLength) {
        keep(null, array);
        start = offset;
        length = arrayLength;
    }

    private static void put(RecordCursor record, Object large) {
        if (!record.isObject() || record.object() != large) {
            record.putObject(RecordTypes.CHANGED_STRING, large, record.expireAtMs());
        }
    }

    /** Length of the string in bytes. */
    public int length() {
        return length;
    }

    /** Whether it lies in pages, and not in one array. */
    public boolean isPaged() {
        return pages != null;
    }

    /** The array that holds a string that is not paged, to be written to from {@link #offset} to {@link #length}. */
    public byte[] bytes() {
        if (pages != null) {
            throw new IllegalStateException("the string lies in pages: length=" + length);
        }
        return bytes;
    }

    /** Where in {@link #bytes} the string begins. */
    public int offset() {
        return start;
    }

    @Override
    public int byteAt(long at) {
        if (at >= length) {
            return 0;
        }
        int index = (int) at;
        byte[] page = pages == null ? bytes : pages.page(index);
        return page[pages == null ? start + index : PagedString.offsetInPage(index)] & 0xff;
    }

    /** Sets the byte at {@code at}, which must lie within the string. */
    public void setByte(int at, int value) {
        Objects.checkIndex(at, length);
        if (pages == null) {
            bytes[start + at] = (byte) value;
        } else {
            pages.writablePage(at, host.epoch())[PagedString.offsetInPage(at)] = (byte) value;
        }
    }

    /** Writes the slice at {@code at}; it must end within the string. */
    public void write(int at, byte[] source, int offset, int sourceLength) {
        Objects.checkFromIndexSize(at, sourceLength, length);
        if (pages == null) {
            System.arraycopy(source, offset, bytes, start + at, sourceLength);
        } else {
            SnapshotEpoch epoch = host.epoch();
            pages.write(at, source, offset, sourceLength, epoch);
        }
    }
}
