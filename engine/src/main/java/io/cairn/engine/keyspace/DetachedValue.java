package io.cairn.engine.keyspace;

import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.SnapshotEpoch;
import org.jspecify.annotations.Nullable;

/**
 * A value without a key: on its way from one to another. It is used once: the key that it is put to owns it.
 *
 * @param type the record's type tag
 * @param bytes the value of a record without an object
 * @param object the value of a record with one, null for the others
 * @param expireAtMs when the key that held it expires
 */
public record DetachedValue(
        int type, byte[] bytes, @Nullable LargeValue object, long expireAtMs) {

    /** The same value after it was built {@linkplain Databases#newScratchApart apart}, for those who work with this clock. */
    DetachedValue movedTo(SnapshotEpoch epoch) {
        return object == null ? this : new DetachedValue(type, bytes, object.movedTo(epoch), expireAtMs);
    }

    /** The same value once more, sharing nothing that can change. */
    public DetachedValue copy(SnapshotEpoch epoch) {
        return object == null ? this : new DetachedValue(type, bytes, object.copy(epoch), expireAtMs);
    }
}
