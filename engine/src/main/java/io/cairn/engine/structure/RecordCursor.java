package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link RecordTable}: a record, or where a record would go. A flyweight to be kept and used again.
 *
 * <p>{@link RecordTable#find} and {@link RecordTable#random} put it on a record; visitors are lent one. It is valid until
 * the table changes by other means than this cursor. Offsets are to be read again after each change. Changing methods,
 * except where they say otherwise, insert the record if it is not there.
 *
 * <h2>Cost</h2>
 *
 * <p>Reading: nothing is searched or copied. Changing: in place when the record's size and the presence of an expiry time
 * stay the same; otherwise the record is laid out anew, where it lies if it fits. No allocation in either case, except
 * when its page must be copied for a snapshot or needs a larger array.
 *
 * <p>Used by one thread: the writer, or the reader of a snapshot, to whom all changes are refused.
 */
public final class RecordCursor {
    private static final byte[] NO_BYTES = {};

    /** Null on a snapshot's record. */
    private @Nullable RecordTable table;
    /** The part of a snapshot's record. */
    private @Nullable Part frozenPart;

    /** The key's hash; of a visited record only the position is known. */
    private long hash;

    private byte[] searched = NO_BYTES;
    private int searchedOffset;
    private int searchedLength;

    private boolean found;
    /** True while a page is walked through slot by slot, which must then keep their numbers. */
    private boolean iterating;

    private byte[] page = NO_BYTES;
    private int slot;
    private int record;
    private int header;
    private int keyOffset;
    private int keyLength;
    private int valueOffset;
    private int valueLength;

    // ---- reading

    /** Tells whether there is a record. */
    public boolean isFound() {
        return found;
    }

    /** Tells whether the place is one of this table's. */
    public boolean isIn(RecordTable other) {
        return table == other;
    }

    /** Returns the record's type tag. */
    public int type() {
        return header >>> PageFormat.TYPE_SHIFT;
    }

    /** Returns when the record expires, {@link RecordTable#NO_EXPIRY} if it does not. */
    public long expireAtMs() {
        return PageFormat.expireAtMs(page, record);
    }

    /** Returns the array in which the record's key lies; not to be written to. */
    public byte[] keyBytes() {
        return isKeyExternal() ? externalKey().key() : page;
    }

    /** Returns where in {@link #keyBytes} the key begins. */
    public int keyOffset() {
        return isKeyExternal() ? 0 : keyOffset;
    }

    /** Returns the key's length. */
    public int keyLength() {
        return isKeyExternal() ? externalKey().key().length : keyLength;
    }

    /** Tells whether the value is an object. */
    public boolean isObject() {
        return (header & PageFormat.OBJECT_VALUE) != 0;
    }

    /** Returns the value of a record whose value is an object. */
    public Object object() {
        if (!isObject()) {
            throw new IllegalStateException("the value lies in the page, it is no object: type=" + type());
        }
        Object value = isKeyExternal() ? externalKey().value() : side();
        return Objects.requireNonNull(value);
    }

    /** Returns the array in which the record's value lies, if it is no object; not to be written to. */
    public byte[] valueBytes() {
        return page;
    }

    /** Returns where in {@link #valueBytes} the value begins. */
    public int valueOffset() {
        return valueOffset;
    }

    /** Returns the value's length, -1 if it is an object. */
    public int valueLength() {
        return valueLength;
    }

    /** Returns a value of eight bytes as a number, little endian. */
    public long longValue() {
        if (valueLength != Long.BYTES) {
            throw new IllegalStateException("not a value of 8 bytes: valueLength=" + valueLength);
        }
        return (long) PageFormat.LONGS.get(page, valueOffset);
    }

    /** Returns the record's access stamp, 0 if it never got one. */
    public int accessStamp() {
        requireFound();
        Part part = table().part(position());
        return part.accessStamp(part.index(position()), slot);
    }

    /**
     * Returns the bytes of memory that the record takes: its share of its page, as large as the records in it are, and what
     * lies beside the page, of which {@code samples} parts are looked at; 0: all of them.
     */
    public long memoryBytes(int samples) {
        requireFound();
        long own = PageFormat.recordBytes(page, record);
        long share = own * page.length / PageFormat.liveBytes(page);
        boolean beside = isObject() || isKeyExternal();
        return share + (beside ? MemorySize.ofObject(side(), samples) : 0);
    }

    // ---- changing

    /** Sets type, value and expiry time. The value's bytes may lie in this or another table. */
    public void put(int type, byte[] value, int offset, int length, long expireAtMs) {
        Objects.checkFromIndexSize(offset, length, value.length);
        if (length == valueLength && isLaidOutFor(type, expireAtMs)) {
            stampHeader(type, expireAtMs);
            System.arraycopy(value, offset, page, valueOffset, length);
        } else {
            putSlowly(type, value, offset, length, expireAtMs);
        }
    }

    private void putSlowly(int type, byte[] value, int offset, int length, long expireAtMs) {
        if (length > RecordTable.MAX_INLINE_VALUE_BYTES) {
            throw new IllegalArgumentException("value too long for a page: length=" + length);
        }
        byte[] source = value;
        int sourceOffset = offset;
        if (value == page) {
            source = table().epoch.pagePool().valueAside();
            sourceOffset = 0;
            System.arraycopy(value, offset, source, 0, length);
        }
        layOut(type, length, expireAtMs, null);
        System.arraycopy(source, sourceOffset, page, valueOffset, length);
    }

    /** Sets type, value and expiry time; the value takes eight bytes, little endian. */
    public void putLong(int type, long value, long expireAtMs) {
        if (valueLength == Long.BYTES && isLaidOutFor(type, expireAtMs)) {
            stampHeader(type, expireAtMs);
        } else {
            layOut(type, Long.BYTES, expireAtMs, null);
        }
        PageFormat.LONGS.set(page, valueOffset, value);
    }

    /** Sets type, value and expiry time; of the value the table keeps the reference. */
    public void putObject(int type, Object value, long expireAtMs) {
        layOut(type, -1, expireAtMs, Objects.requireNonNull(value));
    }

    /** Sets the type of a found record, whose value is no object and stays as it is. */
    public void setType(int type) {
        page = writableValue();
        stampHeader(type, expireAtMs());
    }

    /** Sets or, by {@link RecordTable#NO_EXPIRY}, takes away a found record's expiry time. */
    public void setExpireAtMs(long expireAtMs) {
        requireFound();
        int type = type();
        if (isLaidOutFor(type, expireAtMs)) {
            stampHeader(type, expireAtMs);
        } else if (isObject()) {
            layOut(type, -1, expireAtMs, object());
        } else {
            layOutKeepingValue(type, valueLength, expireAtMs);
        }
    }

    /** Sets a found record's value of eight bytes. */
    public void setLong(long value) {
        if (valueLength != Long.BYTES) {
            throw new IllegalStateException("not a value of 8 bytes: valueLength=" + valueLength);
        }
        PageFormat.LONGS.set(writableValue(), valueOffset, value);
    }

    /**
     * Makes a found record's value, which is no object, longer by zeros or shorter.
     *
     * @return the value's offset
     */
    public int resizeValue(int newLength) {
        requireInline();
        if (newLength < 0 || newLength > RecordTable.MAX_INLINE_VALUE_BYTES) {
            throw new IllegalArgumentException("not a length for a value in a page: newLength=" + newLength);
        }
        int oldLength = valueLength;
        if (newLength != oldLength) {
            layOutKeepingValue(type(), newLength, expireAtMs());
            if (newLength > oldLength) {
                Arrays.fill(page, valueOffset + oldLength, valueOffset + newLength, (byte) 0);
            }
        }
        return valueOffset;
    }

    /** Returns the array of a found record's value, which is no object, for changes inside the value. */
    public byte[] writableValue() {
        requireInline();
        page = table().writablePage(position());
        return page;
    }

    /** Removes a found record; the cursor is then where it would go. */
    public void remove() {
        requireFound();
        RecordTable owner = table();
        rememberKey();
        byte[] writable = owner.writablePage(position());
        TableShrinkage.removeRecord(owner, position(), writable, slot);
        page = TableShrinkage.compactIfWasteful(owner, position(), writable);
        found = false;
        valueLength = -1;
        int left = PageFormat.count(page);
        // Now and then is often enough: the last record is always a multiple of four away from none.
        if (!iterating && (left & 3) == 0 && left <= TableShrinkage.MERGE_UP_TO_RECORDS / 2) {
            TableShrinkage.shrink(owner, position());
        }
    }

    /** Sets a found record's access stamp; only if the table tracks access. Copies nothing: no snapshot reads them. */
    public void setAccessStamp(int stamp) {
        requireFound();
        if (!table().isAccessTracked()) {
            throw new IllegalStateException("the table does not track access");
        }
        Part part = table().part(position());
        part.setAccessStamp(part.index(position()), slot, stamp);
    }

    // ---- laying out

    /** True if the value lies in a page that may be written to, and the header's flags need not change. */
    private boolean isLaidOutFor(int type, long expireAtMs) {
        int flags = expireAtMs == RecordTable.NO_EXPIRY ? 0 : PageFormat.HAS_EXPIRY;
        return (header & PageFormat.FLAGS) == flags
                && found
                && type >>> 4 == 0
                && table != null
                && !table.isFrozen(page);
    }

    private void stampHeader(int type, long expireAtMs) {
        int newHeader = type << PageFormat.TYPE_SHIFT | (header & PageFormat.FLAGS);
        header = newHeader;
        page[record] = (byte) newHeader;
        if ((newHeader & PageFormat.HAS_EXPIRY) != 0) {
            PageFormat.LONGS.set(page, record + 1, expireAtMs);
            table().noteExpiry(position(), expireAtMs);
        }
    }

    /** Lays the record out for a value of another length, whose first bytes are the old value's. */
    private void layOutKeepingValue(int type, int newLength, long expireAtMs) {
        int kept = Math.min(valueLength, newLength);
        byte[] aside = table().epoch.pagePool().valueAside();
        System.arraycopy(page, valueOffset, aside, 0, kept);
        layOut(type, newLength, expireAtMs, null);
        System.arraycopy(aside, 0, page, valueOffset, kept);
    }

    /**
     * Gives the record, found or not, another form: everything is written except the bytes of an inline value.
     *
     * @param newLength the inline value's length, -1 for an object
     */
    private void layOut(int type, int newLength, long expireAtMs, @Nullable Object value) {
        RecordTable owner = table();
        if (type < 0 || type >= RecordTable.TYPE_LIMIT) {
            throw new IllegalArgumentException("no such type tag: type=" + type);
        }
        if (iterating) {
            throw new IllegalStateException("a visitor may change a record in place or remove it, nothing else");
        }
        rememberKey();
        boolean inserted = !found;
        boolean expired = found && (header & PageFormat.HAS_EXPIRY) != 0;
        boolean expires = expireAtMs != RecordTable.NO_EXPIRY;
        boolean external = searchedLength > PageFormat.MAX_INLINE_KEY_BYTES;
        ExternalKey oldKey = found && external ? externalKey() : null;
        int newHeader = type << PageFormat.TYPE_SHIFT
                | (expires ? PageFormat.HAS_EXPIRY : 0)
                | (external ? PageFormat.EXTERNAL_KEY : 0)
                | (value != null ? PageFormat.OBJECT_VALUE : 0);
        int at = TableGrowth.allocate(owner, this, PageFormat.recordBytes(newHeader, searchedLength, newLength));
        write(at, newHeader, expireAtMs, newLength);
        Object side = value;
        if (external) {
            byte[] key = oldKey != null ? oldKey.key() : copyOfSearched();
            side = new ExternalKey(key, value);
        }
        Part part = owner.part(position());
        part.setObject(part.index(position()), slot, side);
        if (inserted) {
            owner.addRecords(1);
        }
        if (expires != expired) {
            owner.addExpiring(expires ? 1 : -1);
        }
        if (expires) {
            owner.noteExpiry(position(), expireAtMs);
        }
        page = TableShrinkage.compactIfWasteful(owner, position(), page);
        found = true;
        settle(slot);
    }

    private void write(int at, int newHeader, long expireAtMs, int newLength) {
        page[at] = (byte) newHeader;
        int next = at + 1;
        if ((newHeader & PageFormat.HAS_EXPIRY) != 0) {
            PageFormat.LONGS.set(page, next, expireAtMs);
            next += Long.BYTES;
        }
        if ((newHeader & PageFormat.EXTERNAL_KEY) != 0) {
            next = PageFormat.putLength(page, next, PageFormat.EXTERNAL_KEY_LENGTH);
        } else {
            next = PageFormat.putLength(page, next, searchedLength);
            System.arraycopy(searched, searchedOffset, page, next, searchedLength);
            next += searchedLength;
        }
        if ((newHeader & PageFormat.OBJECT_VALUE) == 0) {
            PageFormat.putLength(page, next, newLength);
        }
    }

    /** Sees to it that the searched key does not lie in the page that is about to change. */
    private void rememberKey() {
        if (searched == page) {
            searched = copyOfSearched();
            searchedOffset = 0;
        }
    }

    private byte[] copyOfSearched() {
        return Arrays.copyOfRange(searched, searchedOffset, searchedOffset + searchedLength);
    }

    // ---- what the table's own code moves

    /** Looks for a key: nothing is found so far. */
    void aim(RecordTable owner, long keyHash, byte[] key, int offset, int length) {
        // Stores of references cost a barrier, and these are nearly always the same.
        if (table != owner) {
            table = owner;
        }
        if (searched != key) {
            searched = key;
        }
        hash = keyHash;
        searchedOffset = offset;
        searchedLength = length;
        iterating = false;
    }

    boolean settleIfFound(byte[] inPage, int inSlot) {
        page = inPage;
        if (inSlot < 0) {
            found = false;
            valueLength = -1;
            return false;
        }
        found = true;
        settle(inSlot);
        return true;
    }

    /** Puts the cursor on a record picked otherwise than by its key. */
    void settleAt(RecordTable owner, long position, byte[] inPage, int inSlot) {
        aim(owner, position << RecordTable.HASH_BITS_BELOW_POSITION, NO_BYTES, 0, 0);
        settleIfFound(inPage, inSlot);
        byte[] key = keyBytes();
        aim(owner, owner.keyHash.hash(key, keyOffset(), keyLength()), key, keyOffset(), keyLength());
    }

    void iterate(RecordTable owner, long position, byte[] inPage) {
        aim(owner, position << RecordTable.HASH_BITS_BELOW_POSITION, NO_BYTES, 0, 0);
        iterating = true;
        page = inPage;
    }

    void iterateFrozen(Part part, long position, byte[] inPage) {
        hash = position << RecordTable.HASH_BITS_BELOW_POSITION;
        frozenPart = part;
        page = inPage;
    }

    /** Decodes the record of a slot of the page. */
    void settle(int inSlot) {
        byte[] bytes = page;
        int at = PageFormat.record(bytes, inSlot);
        found = true;
        slot = inSlot;
        record = at;
        header = bytes[at] & 0xff;
        int lengthAt = PageFormat.keyLengthAt(bytes, at);
        int length = PageFormat.length(bytes, lengthAt);
        keyOffset = lengthAt + PageFormat.lengthBytes(length);
        keyLength = length == PageFormat.EXTERNAL_KEY_LENGTH ? 0 : length;
        int next = keyOffset + keyLength;
        if (isObject()) {
            valueLength = -1;
        } else {
            valueLength = PageFormat.length(bytes, next);
            valueOffset = next + PageFormat.lengthBytes(valueLength);
        }
    }

    void settlePage(byte[] inPage) {
        page = inPage;
    }

    void settleSlot(int inSlot) {
        slot = inSlot;
    }

    /** Is nowhere any more, so that the table's memory can be freed. */
    void forget() {
        table = null;
        page = NO_BYTES;
        searched = NO_BYTES;
        found = false;
    }

    /** Finds page and slot again after a split. */
    void relocate() {
        RecordTable owner = table();
        page = owner.part(position()).page(position());
        if (found) {
            slot = owner.findSlot(page, hash, searched, searchedOffset, searchedLength);
        }
    }

    byte[] page() {
        return page;
    }

    int slot() {
        return slot;
    }

    long hash() {
        return hash;
    }

    long position() {
        return hash >>> RecordTable.HASH_BITS_BELOW_POSITION;
    }

    // ---- what lies outside

    private boolean isKeyExternal() {
        return (header & PageFormat.EXTERNAL_KEY) != 0;
    }

    private ExternalKey externalKey() {
        return (ExternalKey) Objects.requireNonNull(side());
    }

    private @Nullable Object side() {
        Part part = table != null ? table.part(position()) : Objects.requireNonNull(frozenPart);
        return part.object(part.index(position()), slot);
    }

    private RecordTable table() {
        if (table == null) {
            throw new IllegalStateException("not possible on a snapshot's record");
        }
        return table;
    }

    private void requireFound() {
        if (!found) {
            throw new IllegalStateException("there is no record");
        }
    }

    private void requireInline() {
        requireFound();
        if (isObject()) {
            throw new IllegalStateException("the value is an object: type=" + type());
        }
    }
}
