package io.cairn.engine.structure;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks all invariants of a table by walking all of it; tests call it after every step. */
final class TableCheck {
    private final RecordTable table;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final int[] pagesAtDepth = new int[RecordTable.POSITION_BITS + 1];
    private int parts;
    private int deepestPart;
    private long records;
    private long expiring;

    private TableCheck(RecordTable table) {
        this.table = table;
    }

    static void check(RecordTable table) {
        new TableCheck(table).checkTable();
    }

    private void checkTable() {
        require(table.topLength() == 1 << table.topDepth(), "top length");
        long position = 0;
        do {
            Part part = table.part(position);
            require(part.depth <= table.topDepth(), "part deeper than the top array");
            require(seen.add(part), "part at two places");
            checkRun(position, RecordTable.positionBehind(position, part.depth), part);
            checkPart(part, position);
            parts++;
            deepestPart = Math.max(deepestPart, part.depth);
            position = RecordTable.positionBehind(position, part.depth);
        } while (position != 0);
        require(parts == table.partCount(), "part count");
        require(deepestPart == table.topDepth(), "top array longer than needed");
        require(records == table.size(), "size");
        require(expiring == table.expiringCount(), "expiring count");
        for (int depth = 0; depth < pagesAtDepth.length; depth++) {
            require(pagesAtDepth[depth] == table.pagesAtDepth(depth), "pages at depth " + depth);
        }
    }

    /** Top I1: the part is found from all positions that it is for. */
    private void checkRun(long start, long end, Part part) {
        long step = 1L << (RecordTable.POSITION_BITS - table.topDepth());
        long last = end == 0 ? RecordTable.POSITION_MASK : end - 1;
        for (long position = start; position <= last; position += step) {
            require(table.part(position) == part, "part missing in its run");
        }
        require((start & (last - start)) == 0, "part not at a multiple of its size");
    }

    private void checkPart(Part part, long start) {
        require(part.bits() <= table.partBits && Integer.bitCount(part.pages.length) == 1, "directory length");
        require(part.shortened(part.stamp) == part, "directory longer than needed");
        require(part.stamp <= table.epoch.stamp(), "part stamp");
        require(table.epoch.isFrozen(part.stamp) || !table.epoch.isFrozen(table.topStamp()), "top of a writable part");
        require(table.minExpireAtMs() <= part.minExpireAtMs, "table's expiry bound");
        require(part.objects == null || part.objects.length == part.pages.length, "objects length");
        require(part.accessStamps == null || part.accessStamps.length == part.pages.length, "stamps length");
        require(part.dueAtMs == null || part.dueAtMs.length == part.pages.length, "bounds length");
        int index = 0;
        while (index < part.pages.length) {
            byte[] page = part.pages[index];
            int depth = PageFormat.depth(page);
            require(depth >= part.depth && depth <= part.resolvedDepth(), "page depth");
            int run = part.runLength(page);
            require((index & (run - 1)) == 0, "page not at a multiple of its run");
            for (int i = index; i < index + run; i++) {
                require(part.pages[i] == page, "page missing in its run");
                require(part.objects(i) == part.objects(index), "objects differ in a run");
                require(part.accessStamps(i) == part.accessStamps(index), "stamps differ in a run");
                require(part.dueAtMs(i) == part.dueAtMs(index), "bounds differ in a run");
            }
            require(part.minExpireAtMs <= part.dueAtMs(index), "part's expiry bound");
            require(seen.add(page), "page at two places");
            require(!table.epoch.pagePool().holds(page), "page in use and in the pool");
            require(isOwnChunk(page, part), "part of a writable page");
            pagesAtDepth[depth]++;
            checkPage(part, index, start | (long) index << (RecordTable.POSITION_BITS - part.resolvedDepth()));
            index += run;
        }
    }

    private boolean isOwnChunk(byte[] page, Part part) {
        return PageFormat.stamp(page) <= table.epoch.stamp()
                && (table.isFrozen(page) || !table.epoch.isFrozen(part.stamp));
    }

    private void checkPage(Part part, int index, long start) {
        byte[] page = part.pages[index];
        int count = PageFormat.count(page);
        int slots = PageFormat.slots(page);
        require(count <= slots && (slots & 7) == 0, "slots");
        require(PageFormat.end(page) <= page.length, "end");
        boolean[] used = new boolean[page.length];
        int live = 0;
        Set<String> keys = new HashSet<>();
        for (int slot = 0; slot < count; slot++) {
            int record = PageFormat.record(page, slot);
            int bytes = PageFormat.recordBytes(page, record);
            require(
                    record >= PageFormat.recordsStart(slots) && record + bytes <= PageFormat.end(page),
                    "record bounds");
            for (int i = record; i < record + bytes; i++) {
                require(!used[i], "records overlap");
                used[i] = true;
            }
            live += bytes;
            require(keys.add(Arrays.toString(checkRecord(part, index, slot, start))), "key twice");
        }
        require(live == PageFormat.liveBytes(page), "live bytes");
        for (int slot = count; slot < slots; slot++) {
            require(PageFormat.fingerprintAt(page, slot) == 0, "fingerprint of a free slot");
            require(sideAt(part, index, slot) == null, "object at a free slot");
            require(part.accessStamp(index, slot) == 0, "access stamp at a free slot");
        }
        records += count;
    }

    /** Checks one record and returns its key. */
    private byte[] checkRecord(Part part, int index, int slot, long start) {
        byte[] page = part.pages[index];
        int record = PageFormat.record(page, slot);
        int header = page[record];
        Object side = sideAt(part, index, slot);
        byte[] key;
        if ((header & PageFormat.EXTERNAL_KEY) != 0) {
            ExternalKey external = (ExternalKey) Objects.requireNonNull(side);
            key = external.key();
            require(key.length > PageFormat.MAX_INLINE_KEY_BYTES, "external key is short");
            require((external.value() != null) == ((header & PageFormat.OBJECT_VALUE) != 0), "external key's value");
        } else {
            int at = PageFormat.keyLengthAt(page, record);
            int length = PageFormat.length(page, at);
            int from = at + PageFormat.lengthBytes(length);
            key = Arrays.copyOfRange(page, from, from + length);
            require((side != null) == ((header & PageFormat.OBJECT_VALUE) != 0), "object and its record");
        }
        long hash = table.keyHash.hash(key, 0, key.length);
        int shift = RecordTable.POSITION_BITS - PageFormat.depth(page);
        require(hash >>> RecordTable.HASH_BITS_BELOW_POSITION >>> shift == start >>> shift, "record in the wrong page");
        require(PageFormat.fingerprint(hash) == PageFormat.fingerprintAt(page, slot), "fingerprint");
        long expireAtMs = PageFormat.expireAtMs(page, record);
        require(part.dueAtMs(index) <= expireAtMs, "page's expiry bound");
        if ((header & PageFormat.HAS_EXPIRY) != 0) {
            expiring++;
        }
        return key;
    }

    private static @Nullable Object sideAt(Part part, int index, int slot) {
        Object[] objects = part.objects(index);
        return objects == null || slot >= objects.length ? null : objects[slot];
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError("invariant broken: " + what);
        }
    }
}
