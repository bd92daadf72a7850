package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordTable;

/**
 * The compact forms of a hash, both listpacks as Redis keeps and saves them.
 *
 * <pre>
 *   hash            := (field, value)*            in the order in which they came
 *   expiring hash   := (field, value, time)*      by time, then in the order in which they got it; time 0, never, is last
 * </pre>
 *
 * <p>{@code step} is the number of entries of a field. A field is named by the offset of its name.
 */
final class CompactHash {
    static final int STEP = 2;
    static final int EXPIRING_STEP = 3;

    /** The time of a field that does not expire. */
    static final long NEVER = 0;

    private CompactHash() {}

    /** When the field at {@code at} of an expiring hash expires. */
    static long expireAtMs(byte[] bytes, int at) {
        long time = Listpack.integer(bytes, Listpack.next(bytes, Listpack.next(bytes, at)));
        return time == NEVER ? RecordTable.NO_EXPIRY : time;
    }

    /** When the first field of an expiring hash expires. */
    static long minExpireAtMs(byte[] bytes, int start) {
        int first = Listpack.first(start);
        return Listpack.isEnd(bytes, first) ? RecordTable.NO_EXPIRY : expireAtMs(bytes, first);
    }

    /** When the last field of an expiring hash, which has one, expires. */
    static long maxExpireAtMs(byte[] bytes, int start) {
        long time = Listpack.integer(bytes, Listpack.last(bytes, start));
        return time == NEVER ? RecordTable.NO_EXPIRY : time;
    }

    /** How many fields of an expiring hash are due. */
    static int countDue(byte[] bytes, int start, long nowMs) {
        int due = 0;
        int at = Listpack.first(start);
        while (!Listpack.isEnd(bytes, at) && expireAtMs(bytes, at) <= nowMs) {
            due++;
            at = skip(bytes, at, EXPIRING_STEP);
        }
        return due;
    }

    /** The offset behind {@code entries} entries. */
    static int skip(byte[] bytes, int at, int entries) {
        int to = at;
        for (int i = 0; i < entries; i++) {
            to = Listpack.next(bytes, to);
        }
        return to;
    }

    /** Makes a hash an expiring one, no field of which expires. */
    static void addTimes(Packed pack) {
        int at = Listpack.first(0);
        while (!Listpack.isEnd(pack.bytes(), at)) {
            at = Listpack.insert(pack, skip(pack.bytes(), at, STEP), NEVER);
        }
    }

    /** Sets a field of a hash; returns whether it was not there. */
    static boolean put(Packed pack, Element field, Element value) {
        int at = find(pack, STEP, field);
        if (at < 0) {
            Listpack.append(pack, field.bytes(), field.offset(), field.length());
            Listpack.append(pack, value.bytes(), value.offset(), value.length());
        } else {
            int valueAt = Listpack.next(pack.bytes(), at);
            Listpack.replace(pack, valueAt, value.bytes(), value.offset(), value.length());
        }
        return at < 0;
    }

    /** Sets a field of an expiring hash and its time; returns whether it was not there. */
    static boolean put(Packed pack, Element field, Element value, long expireAtMs) {
        int at = find(pack, EXPIRING_STEP, field);
        if (at >= 0 && expireAtMs(pack.bytes(), at) == expireAtMs) {
            int valueAt = Listpack.next(pack.bytes(), at);
            Listpack.replace(pack, valueAt, value.bytes(), value.offset(), value.length());
            return false;
        }
        if (at >= 0) {
            Listpack.remove(pack, at, EXPIRING_STEP);
        }
        int to = placeFor(pack.bytes(), expireAtMs);
        to = Listpack.insert(pack, to, field.bytes(), field.offset(), field.length());
        to = Listpack.insert(pack, to, value.bytes(), value.offset(), value.length());
        Listpack.insert(pack, to, expireAtMs == RecordTable.NO_EXPIRY ? NEVER : expireAtMs);
        return at < 0;
    }

    private static int find(Packed pack, int step, Element field) {
        return Listpack.find(pack.bytes(), 0, step, field.bytes(), field.offset(), field.length());
    }

    private static int placeFor(byte[] bytes, long expireAtMs) {
        if (expireAtMs == RecordTable.NO_EXPIRY) {
            return Listpack.end(bytes, 0);
        }
        int at = Listpack.first(0);
        while (!Listpack.isEnd(bytes, at) && expireAtMs(bytes, at) <= expireAtMs) {
            at = skip(bytes, at, EXPIRING_STEP);
        }
        return at;
    }
}
