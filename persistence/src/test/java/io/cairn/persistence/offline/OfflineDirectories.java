package io.cairn.persistence.offline;

import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.storage.Storage;
import io.cairn.testing.ManualClock;
import java.util.List;
import java.util.Random;

/** Storages as tools see them, for tests of other packages. */
public final class OfflineDirectories {
    private OfflineDirectories() {}

    /** The directory of a storage, with salts that repeat. */
    public static OfflineDirectory of(Storage storage, DatastoreOptions options) {
        return new OfflineDirectory(storage, options, List.of(), new ManualClock(), new Random(1)::nextLong);
    }
}
