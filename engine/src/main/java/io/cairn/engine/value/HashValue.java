package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.RecordWalk;

/**
 * A view of a hash, whose fields may expire one by one.
 *
 * <p>Up to {@code hash-max-listpack-entries} fields of {@code hash-max-listpack-value} bytes are a listpack
 * ({@link CompactHash}), more or longer ones a {@link LargeTable}. A hash of which a field expires, or once did, has a type
 * of its own, so that those without pay nothing. A hash never goes back to a form that it has left.
 *
 * <p>A field is looked for by {@link #find}, or picked by {@link #random}, and then read; that is valid until the hash
 * changes.
 *
 * <p>Fields whose time has come are still there: whoever looks up the key has them removed by {@link #expireFields} first.
 *
 * <p>Cost: a field of a listpack is found in O(n) with its small n, one of a table in O(1).
 */
public final class HashValue extends CollectionValue {
    private final Element name = new Element();
    private final Element value = new Element();
    /** Offset of the found field of a compact hash. */
    private int at;

    HashValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "hash";
    }

    @Override
    public String encoding() {
        return isLarge() ? "hashtable" : isExpiring() ? "listpackex" : "listpack";
    }

    @Override
    public long size() {
        if (isEmpty()) {
            return 0;
        }
        return isLarge() ? large().table().size() : Listpack.count(packedBytes(), packedStart()) / step();
    }

    /** Whether it has the form of hashes with fields that expire; there may be none such any more. */
    public boolean isExpiring() {
        return record().isFound() && record().type() == RecordTypes.EXPIRING_HASH;
    }

    /** Whether a field expires. */
    public boolean hasExpiringFields() {
        return isExpiring()
                && (isLarge() ? large().table().expiringCount() > 0 : minExpireAtMs() != RecordTable.NO_EXPIRY);
    }

    private boolean isLarge() {
        RecordCursor record = record();
        return record.isFound() && record.isObject() && record.object() instanceof LargeTable;
    }

    private LargeTable large() {
        return (LargeTable) record().object();
    }

    private int step() {
        return isExpiring() ? CompactHash.EXPIRING_STEP : CompactHash.STEP;
    }

    // ---- reading

    /** Looks for a field; returns whether it is there, to be read by the methods below. */
    public boolean find(byte[] field, int offset, int length) {
        if (isEmpty()) {
            return false;
        }
        if (isLarge()) {
            return large().find(host, field, offset, length);
        }
        at = findCompact(step(), field, offset, length);
        return at >= 0;
    }

    /** Finds a field picked at random, each with the same probability. The hash must not be empty. */
    public void random() {
        long random = host.random();
        if (isLarge()) {
            large().random(random);
        } else {
            at = Listpack.seek(packedBytes(), packedStart(), Math.floorMod(random, size()) * step());
        }
    }

    /** The name of the found field. */
    public Element name() {
        if (isLarge()) {
            RecordCursor place = large().place();
            name.point(place.keyBytes(), place.keyOffset(), place.keyLength());
        } else {
            Listpack.read(packedBytes(), at, name);
        }
        return name;
    }

    /** The value of the found field. */
    public Element value() {
        if (isLarge()) {
            pointAtValue(large().place(), value);
        } else {
            byte[] bytes = packedBytes();
            Listpack.read(bytes, Listpack.next(bytes, at), value);
        }
        return value;
    }

    /** When the found field expires, in milliseconds of the wall clock; {@link RecordTable#NO_EXPIRY} if never. */
    public long fieldExpireAtMs() {
        if (!isExpiring()) {
            return RecordTable.NO_EXPIRY;
        }
        return isLarge() ? large().place().expireAtMs() : CompactHash.expireAtMs(packedBytes(), at);
    }

    /** Walks over all fields. */
    public FieldWalk walk() {
        if (isEmpty()) {
            return new ListpackWalk(CompactWalk.empty(), false);
        }
        return isLarge()
                ? new TableWalk(large().table().walk())
                : new ListpackWalk(new CompactWalk(packedBytes(), packedStart()), isExpiring());
    }

    /**
     * Visits some fields, and says where to go on.
     *
     * @param cursor 0 to begin, then what the last call returned
     * @param count how many at least, if there are so many and the hash is large; of a compact one all are visited at once
     * @return the cursor for the next call, 0 at the end
     */
    public long scan(long cursor, long count, FieldVisitor visitor) {
        if (!isLarge()) {
            for (FieldWalk walk = walk(); walk.next(); ) {
                visitor.visit(walk.name(), walk.value());
            }
            return 0;
        }
        return large().scan(cursor, count, record -> {
            name.point(record.keyBytes(), record.keyOffset(), record.keyLength());
            pointAtValue(record, value);
            visitor.visit(name, value);
        });
    }

    private static void pointAtValue(RecordCursor record, Element element) {
        if (record.isObject()) {
            byte[] bytes = (byte[]) record.object();
            element.point(bytes, 0, bytes.length);
        } else {
            element.point(record.valueBytes(), record.valueOffset(), record.valueLength());
        }
    }

    // ---- changing

    /**
     * Has a loader add fields, if this is large and has no fields that expire.
     *
     * @param expected how many there are going to be, 0 if nobody knows; a hint
     * @return false if not
     */
    public boolean load(LargeLoader loader, long expected) {
        if (isLarge() && !isExpiring()) {
            loader.begin(large(), expected);
            return true;
        }
        return false;
    }

    /** Sets a field, which does not expire afterwards; returns whether it was not there. */
    public boolean put(byte[] field, int fieldOffset, int fieldLength, byte[] bytes, int offset, int length) {
        return put(field, fieldOffset, fieldLength, bytes, offset, length, RecordTable.NO_EXPIRY);
    }

    /** Sets a field and when it expires; returns whether it was not there. */
    public boolean put(
            byte[] field, int fieldOffset, int fieldLength, byte[] bytes, int offset, int length, long expireAtMs) {
        if (!isLarge() && isTooLong(fieldLength, length)) {
            enlarge();
        }
        if (expireAtMs != RecordTable.NO_EXPIRY && !isExpiring()) {
            becomeExpiring();
        }
        boolean added;
        if (isLarge()) {
            LargeTable writable = writableTable();
            added = !writable.find(host, field, fieldOffset, fieldLength);
            writable.putHere(bytes, offset, length, expireAtMs);
        } else {
            name.point(field, fieldOffset, fieldLength);
            value.point(bytes, offset, length);
            added = putCompact(expireAtMs);
            if (added && size() > host.limits().hashMaxListpackEntries()) {
                enlarge();
            }
        }
        changed(1);
        return added;
    }

    private boolean isTooLong(int fieldLength, int length) {
        long present = isEmpty() ? 0 : packedLength();
        return Math.max(fieldLength, length) > host.limits().hashMaxListpackValue()
                || present + fieldLength + length > MAX_COMPACT_BYTES;
    }

    private boolean putCompact(long expireAtMs) {
        Packed pack = lift();
        boolean expiring = isExpiring();
        boolean added = expiring ? CompactHash.put(pack, name, value, expireAtMs) : CompactHash.put(pack, name, value);
        store(expiring ? RecordTypes.EXPIRING_HASH : RecordTypes.HASH, pack);
        return added;
    }

    /**
     * Sets when a field expires; {@link RecordTable#NO_EXPIRY} for never.
     *
     * @return whether there is such a field
     */
    public boolean setExpireAtMs(byte[] field, int offset, int length, long expireAtMs) {
        if (!find(field, offset, length)) {
            return false;
        }
        if (fieldExpireAtMs() != expireAtMs) {
            if (!isExpiring()) {
                becomeExpiring();
            }
            if (isLarge()) {
                writableAt(field, offset, length).place().setExpireAtMs(expireAtMs);
            } else {
                find(field, offset, length);
                byte[] present = value().copy();
                name.point(field, offset, length);
                value.point(present, 0, present.length);
                putCompact(expireAtMs);
            }
        }
        changed(1);
        return true;
    }

    /** Removes a field; returns whether it was there. */
    public boolean remove(byte[] field, int offset, int length) {
        if (!find(field, offset, length)) {
            return false;
        }
        if (size() == 1) {
            removeRecord();
        } else if (isLarge()) {
            writableAt(field, offset, length).place().remove();
        } else {
            int type = record().type();
            int step = step();
            Packed pack = lift();
            Listpack.remove(pack, Listpack.find(pack.bytes(), 0, step, field, offset, length), step);
            store(type, pack);
        }
        changed(1);
        return true;
    }

    // ---- expiry

    /** Lower bound of the time at which the next field expires. O(1). */
    public long minExpireAtMs() {
        if (!isExpiring()) {
            return RecordTable.NO_EXPIRY;
        }
        return isLarge() ? large().table().minExpireAtMs() : CompactHash.minExpireAtMs(packedBytes(), packedStart());
    }

    /** Whether all fields are due: there is nothing left of it but that nobody has removed it yet. */
    public boolean isOutlived(long nowMs) {
        if (minExpireAtMs() > nowMs) {
            return false;
        }
        if (!isLarge()) {
            return CompactHash.maxExpireAtMs(packedBytes(), packedStart()) <= nowMs;
        }
        RecordTable table = large().table();
        if (table.expiringCount() < table.size()) {
            return false;
        }
        for (RecordWalk walk = table.walk(); walk.next(); ) {
            if (walk.record().expireAtMs() > nowMs) {
                return false;
            }
        }
        return true;
    }

    /**
     * Removes fields that are due, after showing the visitor the name of each, and with the last field the hash. It is not
     * counted as a change.
     *
     * @param maxPages of a large hash, so many pages at most are entered; the next call goes on there
     */
    public void expireFields(long nowMs, int maxPages, ElementVisitor visitor) {
        if (isLarge()) {
            RecordTable table = writableTable().table();
            table.expire(nowMs, maxPages, record -> {
                name.point(record.keyBytes(), record.keyOffset(), record.keyLength());
                visitor.visit(name);
            });
            if (table.size() == 0) {
                removeRecord();
            }
            return;
        }
        int due = CompactHash.countDue(packedBytes(), packedStart(), nowMs);
        FieldWalk walk = walk();
        for (int i = 0; i < due && walk.next(); i++) {
            visitor.visit(walk.name());
        }
        if (due == size()) {
            removeRecord();
        } else if (due > 0) {
            Packed pack = lift();
            Listpack.remove(pack, Listpack.first(0), due * CompactHash.EXPIRING_STEP);
            store(RecordTypes.EXPIRING_HASH, pack);
        }
    }

    // ---- forms

    private void becomeExpiring() {
        if (isLarge()) {
            storeLarge(RecordTypes.EXPIRING_HASH, large());
        } else {
            Packed pack = lift();
            CompactHash.addTimes(pack);
            store(RecordTypes.EXPIRING_HASH, pack);
        }
    }

    /** Makes a compact hash, or one that is not there, large. */
    private void enlarge() {
        LargeTable large = new LargeTable(host.newTable(), host.epoch());
        int type = isExpiring() ? RecordTypes.EXPIRING_HASH : RecordTypes.HASH;
        for (FieldWalk walk = walk(); walk.next(); ) {
            Element field = walk.name();
            Element present = walk.value();
            large.find(host, field.bytes(), field.offset(), field.length());
            large.putHere(present.bytes(), present.offset(), present.length(), walk.expireAtMs());
        }
        storeLarge(type, large);
    }

    /** The table to be changed at the place of a field that has just been looked for. */
    private LargeTable writableAt(byte[] field, int offset, int length) {
        LargeTable large = large();
        LargeTable writable = writableTable();
        if (writable != large) {
            writable.find(host, field, offset, length);
        }
        return writable;
    }

    private LargeTable writableTable() {
        LargeTable large = large();
        LargeTable writable = large.writable(host.epoch());
        if (writable != large) {
            storeLarge(record().type(), writable);
        }
        return writable;
    }

    void checkInvariants() {
        if (isLarge()) {
            RecordTable table = large().table();
            table.checkInvariants();
            check(size() > 0, "an empty hash has a record");
            check(isExpiring() || table.expiringCount() == 0, "a hash with fields that expire does not say so");
        } else if (!isEmpty()) {
            checkListpack(step());
            long last = 0;
            for (FieldWalk walk = walk(); walk.next(); ) {
                check(walk.expireAtMs() >= last || !isExpiring(), "fields are not in the order of their times");
                last = walk.expireAtMs();
            }
        }
    }

    private static final class ListpackWalk implements FieldWalk {
        private final CompactWalk entries;
        private final boolean expiring;
        private final Element value = new Element();
        private final Element time = new Element();

        ListpackWalk(CompactWalk entries, boolean expiring) {
            this.entries = entries;
            this.expiring = expiring;
        }

        @Override
        public boolean next() {
            return entries.next() && entries.next(value) && (!expiring || entries.next(time));
        }

        @Override
        public Element name() {
            return entries.element();
        }

        @Override
        public Element value() {
            return value;
        }

        @Override
        public long expireAtMs() {
            return expiring && time.integer() != CompactHash.NEVER ? time.integer() : RecordTable.NO_EXPIRY;
        }
    }

    private static final class TableWalk implements FieldWalk {
        private final RecordWalk records;
        private final Element name = new Element();
        private final Element value = new Element();

        TableWalk(RecordWalk records) {
            this.records = records;
        }

        @Override
        public boolean next() {
            if (!records.next()) {
                return false;
            }
            RecordCursor record = records.record();
            name.point(record.keyBytes(), record.keyOffset(), record.keyLength());
            pointAtValue(record, value);
            return true;
        }

        @Override
        public Element name() {
            return name;
        }

        @Override
        public Element value() {
            return value;
        }

        @Override
        public long expireAtMs() {
            return records.record().expireAtMs();
        }
    }
}
