package io.cairn.engine.keyspace;

import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.value.LargeString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value without a key: on its way from one to another, or made from its serialized form.
 *
 * @param type the record's type tag
 * @param number the value of an integer
 * @param bytes the value of a short string
 * @param large the value of a long string
 * @param expireAtMs when the key that held it expires
 */
public record DetachedValue(
        int type, long number, byte[] bytes, @Nullable LargeString large, long expireAtMs) {
    private static final byte[] NO_BYTES = {};

    /** A string; a number, if the text is one. */
    public static DetachedValue string(byte[] source, int offset, int length, SnapshotEpoch epoch) {
        if (Numbers.isLong(source, offset, length)) {
            return integer(Numbers.toLong(source, offset, length), RecordTable.NO_EXPIRY);
        }
        if (length > RecordTable.MAX_INLINE_VALUE_BYTES) {
            LargeString large = LargeString.copyOf(source, offset, length, epoch);
            return large(RecordTypes.STRING, large, RecordTable.NO_EXPIRY);
        }
        byte[] bytes = Arrays.copyOfRange(source, offset, offset + length);
        return inline(RecordTypes.STRING, bytes, RecordTable.NO_EXPIRY);
    }

    /** A string that is a number. */
    public static DetachedValue integer(long number, long expireAtMs) {
        return new DetachedValue(RecordTypes.INTEGER, number, NO_BYTES, null, expireAtMs);
    }

    static DetachedValue inline(int type, byte[] bytes, long expireAtMs) {
        return new DetachedValue(type, 0, bytes, null, expireAtMs);
    }

    static DetachedValue large(int type, LargeString large, long expireAtMs) {
        return new DetachedValue(type, 0, NO_BYTES, large, expireAtMs);
    }

    /** The same value once more, sharing nothing that can change. */
    public DetachedValue copy(SnapshotEpoch epoch) {
        return large == null
                ? this
                : large(type, LargeString.copyOf(large.bytes(), 0, large.length(), epoch), expireAtMs);
    }
}
