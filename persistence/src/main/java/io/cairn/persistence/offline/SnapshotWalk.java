package io.cairn.persistence.offline;

import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.ValueReceiver;
import io.cairn.persistence.rdb.ValueWalk;
import io.cairn.persistence.recovery.SnapshotInput;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks through the snapshot of a file, as far as it can be read. Memory: one value. */
final class SnapshotWalk {
    private SnapshotWalk() {}

    /**
     * How a walk ended.
     *
     * @param keys how many were handed on
     * @param end offset behind the last of what was read
     * @param fault why there are no more, and what was handed on may be wrong; null if the snapshot is sound
     * @param moreAt offset of what follows a sound snapshot and is no comment; −1 if nothing does
     */
    record Result(long keys, long end, @Nullable RdbException fault, long moreAt) {
        /** Whether it is damaged in a place that is not known. */
        boolean isWrongSomewhere() {
            RdbException known = fault;
            return known != null && known.kind() == RdbException.Kind.CHECKSUM;
        }

        /** Why there are no more keys. */
        String why() {
            RdbException known = fault;
            String twice = moreAt < 0 ? "a key is there twice" : "something follows the snapshot's end";
            return known == null ? twice : known.sentence();
        }
    }

    /** Walks through the snapshot {@code path}; throws what the storage or the receiver throws, but not what is in the file. */
    static Result walk(OfflineDirectory directory, String path, ValueReceiver receiver) throws IOException {
        try (StorageFile file = directory.storage().open(path, Storage.Mode.READ)) {
            SnapshotInput input = new SnapshotInput(file);
            ValueWalk walk = new ValueWalk(input, directory.newScratch(), receiver);
            RdbException fault = null;
            try {
                walk.run();
            } catch (RdbException e) {
                fault = e;
            }
            // A wrong checksum is found at the end; anything else leaves what is behind it without a beginning.
            long end = fault == null || fault.kind() == RdbException.Kind.CHECKSUM
                    ? walk.endOffset()
                    : Math.min(walk.recordOffset(), fault.offset());
            return new Result(walk.keys(), end, fault, fault == null ? input.moreBehind(end) : -1);
        }
    }
}
