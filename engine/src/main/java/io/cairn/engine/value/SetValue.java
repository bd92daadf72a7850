package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Intset;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordWalk;

/**
 * A view of a set.
 *
 * <p>Whole numbers are an {@link Intset} until there are more than {@code set-max-intset-entries}; other members a
 * {@link Listpack} up to {@code set-max-listpack-entries} of {@code set-max-listpack-value} bytes; all others a
 * {@link LargeTable}. A set never goes back to a form that it has left.
 *
 * <p>Cost: an intset is searched in O(log n), a listpack in O(n) with its small n, a table in O(1).
 */
public final class SetValue extends CollectionValue {
    private final Element picked = new Element();

    SetValue(ValueHost host) {
        super(host);
    }

    @Override
    public String typeName() {
        return "set";
    }

    @Override
    public String encoding() {
        return isLarge() ? "hashtable" : isIntset() ? "intset" : "listpack";
    }

    @Override
    public long size() {
        if (isEmpty()) {
            return 0;
        } else if (isLarge()) {
            return large().table().size();
        }
        return isIntset() ? Intset.count(packedBytes(), packedStart()) : Listpack.count(packedBytes(), packedStart());
    }

    /** Whether it is kept as an intset: {@link #packedBytes} is one. */
    public boolean isIntset() {
        return record().isFound() && record().type() == RecordTypes.INTSET;
    }

    private boolean isLarge() {
        RecordCursor record = record();
        return record.isFound() && record.isObject() && record.object() instanceof LargeTable;
    }

    private LargeTable large() {
        return (LargeTable) record().object();
    }

    // ---- reading

    /** Says that many members are going to be looked for, one after the other, before anything changes. */
    public void expectLookups(long count) {
        if (!isEmpty() && !isLarge() && !isIntset()) {
            expectCompactLookups(count);
        }
    }

    /** Whether the slice is a member. */
    public boolean contains(byte[] bytes, int offset, int length) {
        if (isIndexed()) {
            return findCompact(1, bytes, offset, length) >= 0;
        } else if (isEmpty()) {
            return false;
        } else if (isLarge()) {
            return large().find(host, bytes, offset, length);
        } else if (isIntset()) {
            return Numbers.isLong(bytes, offset, length)
                    && Intset.search(packedBytes(), packedStart(), Numbers.toLong(bytes, offset, length)) >= 0;
        }
        return findCompact(1, bytes, offset, length) >= 0;
    }

    /** Whether a member of another set is a member of this one. */
    public boolean contains(Element member) {
        if (member.isInteger() && !isIndexed() && isIntset()) {
            return Intset.search(packedBytes(), packedStart(), member.integer()) >= 0;
        }
        return contains(member.bytes(), member.offset(), member.length());
    }

    /** Walks over all members, numbers in ascending order and others in no order. */
    public ElementWalk walk() {
        if (isEmpty()) {
            return CompactWalk.empty();
        } else if (isLarge()) {
            return new TableWalk(large().table().walk());
        }
        return isIntset()
                ? new IntsetWalk(packedBytes(), packedStart())
                : new CompactWalk(packedBytes(), packedStart());
    }

    /**
     * Visits some members, and says where to go on.
     *
     * @param cursor 0 to begin, then what the last call returned
     * @param count how many at least, if there are so many and the set is large; of a compact one all are visited at once
     * @return the cursor for the next call, 0 at the end
     */
    public long scan(long cursor, long count, ElementVisitor visitor) {
        if (!isLarge()) {
            for (ElementWalk walk = walk(); walk.next(); ) {
                visitor.visit(walk.element());
            }
            return 0;
        }
        return large().scan(cursor, count, record -> {
            picked.point(record.keyBytes(), record.keyOffset(), record.keyLength());
            visitor.visit(picked);
        });
    }

    /** A member picked at random, each with the same probability; valid until the set changes. It must not be empty. */
    public Element random() {
        long random = host.random();
        if (isLarge()) {
            large().random(random);
            RecordCursor place = large().place();
            picked.point(place.keyBytes(), place.keyOffset(), place.keyLength());
            return picked;
        }
        int index = (int) Math.floorMod(random, size());
        byte[] bytes = packedBytes();
        if (isIntset()) {
            picked.pointInteger(Intset.get(bytes, packedStart(), index));
        } else {
            Listpack.read(bytes, Listpack.seek(bytes, packedStart(), index), picked);
        }
        return picked;
    }

    // ---- changing

    /**
     * Has a loader add members, if this is large.
     *
     * @param expected how many there are going to be, 0 if nobody knows; a hint
     * @return false if not
     */
    public boolean load(LargeLoader loader, long expected) {
        if (isLarge()) {
            loader.begin(large(), expected);
            return true;
        }
        return false;
    }

    /** Adds a member; returns whether it was not there. */
    public boolean add(byte[] bytes, int offset, int length) {
        boolean numeric = Numbers.isLong(bytes, offset, length);
        if (isEmpty()) {
            create(numeric);
        }
        boolean added = isLarge()
                ? addToTable(bytes, offset, length)
                : isIntset() ? addToIntset(numeric, bytes, offset, length) : addToListpack(bytes, offset, length);
        if (added) {
            changed(1);
        }
        return added;
    }

    /** Adds a member of another set that is known not to be in this one. */
    public void addAbsent(Element member) {
        if (isEmpty() || isLarge() || isIntset()) {
            add(member);
        } else {
            appendToListpack(member.bytes(), member.offset(), member.length());
            changed(1);
        }
    }

    /** Adds a member of another set; returns whether it was not there. */
    public boolean add(Element member) {
        return add(member.bytes(), member.offset(), member.length());
    }

    /** Makes a set that is empty for the moment, as a member will be added at once. */
    private void create(boolean numeric) {
        EncodingLimits limits = host.limits();
        Packed pack = lift();
        if (numeric && maxIntsetEntries() > 0) {
            Intset.clear(pack);
            store(RecordTypes.INTSET, pack);
        } else if (limits.setMaxListpackEntries() > 0) {
            store(RecordTypes.SET, pack);
        } else {
            storeLarge(RecordTypes.SET, new LargeTable(host.newTable(), host.epoch()));
        }
    }

    private boolean addToTable(byte[] bytes, int offset, int length) {
        if (large().find(host, bytes, offset, length)) {
            return false;
        }
        writableAt(bytes, offset, length).addHere();
        return true;
    }

    private boolean addToIntset(boolean numeric, byte[] bytes, int offset, int length) {
        if (!numeric) {
            leaveIntset(length);
            return isLarge() ? addToTable(bytes, offset, length) : addToListpack(bytes, offset, length);
        }
        long number = Numbers.toLong(bytes, offset, length);
        if (Intset.search(packedBytes(), packedStart(), number) >= 0) {
            return false;
        }
        Packed pack = lift();
        Intset.add(pack, number);
        store(RecordTypes.INTSET, pack);
        if (size() > maxIntsetEntries()) {
            enlarge();
        }
        return true;
    }

    private long maxIntsetEntries() {
        return Math.min(host.limits().setMaxIntsetEntries(), MAX_COMPACT_BYTES / Long.BYTES);
    }

    private boolean addToListpack(byte[] bytes, int offset, int length) {
        if (findCompact(1, bytes, offset, length) >= 0) {
            return false;
        }
        appendToListpack(bytes, offset, length);
        return true;
    }

    /** Adds a member that is not there. */
    private void appendToListpack(byte[] bytes, int offset, int length) {
        EncodingLimits limits = host.limits();
        if (size() >= limits.setMaxListpackEntries()
                || length > limits.setMaxListpackValue()
                || length > MAX_COMPACT_BYTES - packedLength()) {
            enlarge();
            addToTable(bytes, offset, length);
            return;
        }
        Packed pack = lift();
        Listpack.append(pack, bytes, offset, length);
        store(RecordTypes.SET, pack);
    }

    /** Makes an intset what takes a text of {@code length} bytes as one more member. */
    private void leaveIntset(int length) {
        EncodingLimits limits = host.limits();
        byte[] bytes = packedBytes();
        int start = packedStart();
        int count = Intset.count(bytes, start);
        int longest = count == 0
                ? 0
                : Math.max(
                        Numbers.longDigits(Intset.get(bytes, start, 0)),
                        Numbers.longDigits(Intset.get(bytes, start, count - 1)));
        if (count >= limits.setMaxListpackEntries() || Math.max(length, longest) > limits.setMaxListpackValue()) {
            enlarge();
            return;
        }
        Packed listpack = Packed.workspace(Listpack.EMPTY_BYTES + 2 * packedLength());
        Listpack.clear(listpack);
        for (int i = 0; i < count; i++) {
            Listpack.append(listpack, Intset.get(bytes, start, i));
        }
        replace(RecordTypes.SET, listpack);
    }

    /** Makes a compact set large. */
    private void enlarge() {
        LargeTable large = new LargeTable(host.newTable(), host.epoch());
        for (ElementWalk walk = walk(); walk.next(); ) {
            Element member = walk.element();
            large.find(host, member.bytes(), member.offset(), member.length());
            large.addHere();
        }
        storeLarge(RecordTypes.SET, large);
    }

    /**
     * Makes a set of numbers an intset, whatever its form, if there are not too many: for results whose members are all known
     * to be numbers.
     */
    public void becomeIntset() {
        if (isEmpty() || isIntset() || size() > maxIntsetEntries()) {
            return;
        }
        Packed intset = Packed.workspace(Long.BYTES * (int) (size() + 1));
        Intset.clear(intset);
        for (ElementWalk walk = walk(); walk.next(); ) {
            Intset.add(intset, walk.element().parse());
        }
        replace(RecordTypes.INTSET, intset);
    }

    /** Removes a member; returns whether it was there. */
    public boolean remove(byte[] bytes, int offset, int length) {
        if (!contains(bytes, offset, length)) {
            return false;
        }
        if (size() == 1) {
            removeRecord();
        } else if (isLarge()) {
            writableAt(bytes, offset, length).place().remove();
        } else if (isIntset()) {
            Packed pack = lift();
            Intset.remove(pack, Intset.search(pack.bytes(), 0, Numbers.toLong(bytes, offset, length)));
            store(RecordTypes.INTSET, pack);
        } else {
            Packed pack = lift();
            Listpack.remove(pack, Listpack.find(pack.bytes(), 0, 1, bytes, offset, length), 1);
            store(RecordTypes.SET, pack);
        }
        changed(1);
        return true;
    }

    /** Removes a member of this or another set; returns whether it was there. */
    public boolean remove(Element member) {
        return remove(member.bytes(), member.offset(), member.length());
    }

    /** The table to be changed at the place of an element that has just been looked for. */
    private LargeTable writableAt(byte[] bytes, int offset, int length) {
        LargeTable large = large();
        LargeTable writable = large.writable(host.epoch());
        if (writable != large) {
            storeLarge(RecordTypes.SET, writable);
            writable.find(host, bytes, offset, length);
        }
        return writable;
    }

    void checkInvariants() {
        if (isLarge()) {
            large().table().checkInvariants();
            check(size() > 0, "an empty set has a record");
        } else if (isIntset()) {
            check(Intset.isValid(packedBytes(), packedStart(), packedLength()), "an intset is not sound");
            check(size() > 0, "an empty set has a record");
        } else if (!isEmpty()) {
            checkListpack(1);
        }
    }

    private static final class TableWalk implements ElementWalk {
        private final RecordWalk records;
        private final Element element = new Element();

        TableWalk(RecordWalk records) {
            this.records = records;
        }

        @Override
        public boolean next() {
            if (!records.next()) {
                return false;
            }
            RecordCursor record = records.record();
            element.point(record.keyBytes(), record.keyOffset(), record.keyLength());
            return true;
        }

        @Override
        public Element element() {
            return element;
        }
    }

    private static final class IntsetWalk implements ElementWalk {
        private final byte[] bytes;
        private final int start;
        private final int count;
        private final Element element = new Element();
        private int index;

        IntsetWalk(byte[] bytes, int start) {
            this.bytes = bytes;
            this.start = start;
            this.count = Intset.count(bytes, start);
        }

        @Override
        public boolean next() {
            if (index == count) {
                return false;
            }
            element.pointInteger(Intset.get(bytes, start, index));
            index++;
            return true;
        }

        @Override
        public Element element() {
            return element;
        }
    }
}
