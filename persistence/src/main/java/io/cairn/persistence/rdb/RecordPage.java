package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.DetachedValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Records on their way from the thread that reads a file to the one that builds: keys of one part of all hashes with what they
 * hold, in the order of the file; or other records.
 *
 * <p>Memory: as much as the records and what lies beside them take, which is bounded by who fills it.
 */
final class RecordPage {
    /** The longest page of keys: who gives them out in another order numbers them by where they begin. */
    static final int MOST_KEY_BYTES = 1 << 20;

    private final int mostBytes;
    private final RecordBytes records;
    /** What lies beside the records, by number. */
    private final List<DetachedValue> values = new ArrayList<>();

    private boolean ofKeys;
    private int limit;
    private long besideBytes;
    private long firstOffset;
    private long fileOffset;

    /** @param mostBytes so many bytes of keys at most */
    RecordPage(int mostBytes) {
        this.mostBytes = Math.min(mostBytes, MOST_KEY_BYTES);
        records = new RecordBytes(this.mostBytes);
    }

    /**
     * Begins anew, with keys.
     *
     * @param offset that of the first one in the file
     * @param mostPart how much of the page may be used
     */
    void beginKeys(long offset, double mostPart) {
        clear();
        ofKeys = true;
        firstOffset = offset;
        limit = (int) (mostPart * mostBytes);
    }

    /** Begins anew, with other records. */
    void beginOthers() {
        clear();
        ofKeys = false;
    }

    private void clear() {
        records.clear();
        values.clear();
        besideBytes = 0;
    }

    /** Whether a key of so many bytes, which stands there in the file, may be added: always the first one. */
    boolean hasRoom(long length, long offset) {
        return records.end() == 0 || bytes() + length <= limit && offset - firstOffset <= Integer.MAX_VALUE;
    }

    /** Whether it is as good as full of keys, and of values beside them. */
    boolean isFull() {
        return bytes() >= limit;
    }

    /** Whether it had to grow for a record that is longer than a page. */
    boolean isOutgrown() {
        return records.end() > mostBytes;
    }

    private long bytes() {
        return records.end() + besideBytes;
    }

    /** Whether another record of so many bytes should rather go to another page. */
    boolean isCrowded(long length) {
        return records.end() > 0 && records.end() + length > mostBytes;
    }

    /** Makes room for a record of so many bytes; returns where to write it. */
    RecordBytes add(long length) {
        records.reserve(length);
        return records;
    }

    /** Adds a value of so many bytes that lies beside the records; returns its number. */
    int addValue(DetachedValue value, long bytes) {
        values.add(value);
        besideBytes += bytes;
        return values.size() - 1;
    }

    /** Every record before this offset of the file is in this page or in one that was handed over before. */
    long fileOffset() {
        return fileOffset;
    }

    void setFileOffset(long offset) {
        fileOffset = offset;
    }

    /** Where the first key stands in the file, from which on those of others are counted. */
    long firstOffset() {
        return firstOffset;
    }

    /** Whether it has keys. */
    boolean isOfKeys() {
        return ofKeys;
    }

    RecordBytes records() {
        return records;
    }

    DetachedValue value(int number) {
        return values.get(number);
    }
}
