package io.cairn.persistence.offline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.ValueReceiver;
import io.cairn.persistence.rdb.ValueWalk;
import io.cairn.persistence.recovery.SnapshotInput;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first key of a snapshot that is there twice, without keeping the names: of each key a hash of 64 bits is kept,
 * and only where two are the same the file is read once more, with the names of those keys.
 *
 * <p>Invariant: no hash is zero, which stands for an empty place. Memory: 16 to 32 bytes a key. Threads: one.
 */
final class RepeatedKeys {
    private static final int FIRST_CAPACITY = 1 << 10;

    /** What an array can have; a snapshot with more keys than three quarters of this is not looked at for more. */
    private static final int MOST_CAPACITY = 1 << 30;

    /** Keeps the same name apart in different databases. */
    private static final long DATABASE_FACTOR = 0x9e37_79b9_7f4a_7c15L;

    private final OfflineDirectory directory;
    private final Set<Long> suspects = new HashSet<>();
    private long[] hashes = new long[FIRST_CAPACITY];
    private int count;

    RepeatedKeys(OfflineDirectory directory) {
        this.directory = directory;
    }

    /** Notes a key. */
    void add(int database, RdbKey key) {
        long hash = hash(database, key);
        if (4L * count >= 3L * hashes.length && hashes.length < MOST_CAPACITY) {
            grow();
        }
        int slot = slotOf(hash);
        if (hashes[slot] == hash) {
            suspects.add(hash);
        } else if (4L * count < 3L * hashes.length) {
            hashes[slot] = hash;
            count++;
        }
    }

    private long hash(int database, RdbKey key) {
        long hash = directory.hash(key.bytes(), key.offset(), key.length()) + database * DATABASE_FACTOR;
        return hash == 0 ? 1 : hash;
    }

    /** Where the hash is or would be. */
    private int slotOf(long hash) {
        int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] old = hashes;
        hashes = new long[old.length * 2];
        for (long hash : old) {
            if (hash != 0) {
                hashes[slotOf(hash)] = hash;
            }
        }
    }

    /**
     * Looks whether hashes that are the same are of the same key.
     *
     * @param path the file whose keys were noted
     * @return what is said of the first that is there twice; null if none is
     */
    @Nullable
    RdbException find(String path) throws IOException {
        if (suspects.isEmpty()) {
            return null;
        }
        try (StorageFile file = directory.storage().open(path, Storage.Mode.READ)) {
            Search search = new Search();
            ValueWalk walk = new ValueWalk(new SnapshotInput(file), directory.newScratch(), search);
            search.walk = walk;
            try {
                walk.run();
            } catch (RdbException e) {
                return search.found;
            }
            return null;
        }
    }

    /** Ends a walk at the first key that it has met before. */
    private final class Search implements ValueReceiver {
        private final Set<String> names = new HashSet<>();
        private @Nullable ValueWalk walk;
        private @Nullable RdbException found;
        private int database;

        @Override
        public void database(int index) {
            database = index;
        }

        @Override
        public void key(RdbKey key, Value value) throws RdbException {
            ValueWalk walked = walk;
            if (walked != null && suspects.contains(hash(database, key)) && !names.add(name(key))) {
                RdbException twice = SnapshotInput.keyTwice(walked.recordOffset(), key);
                found = twice;
                throw twice;
            }
        }

        private String name(RdbKey key) {
            return database + " " + new String(key.toBytes(), ISO_8859_1);
        }
    }
}
