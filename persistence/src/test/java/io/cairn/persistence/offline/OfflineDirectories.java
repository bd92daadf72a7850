package io.cairn.persistence.offline;

import io.cairn.persistence.DatastoreOptions;
import io.cairn.persistence.storage.Storage;
import io.cairn.testing.ManualClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Directories for tools, for the tests of other packages. */
public final class OfflineDirectories {
    private OfflineDirectories() {}

    /** A storage as tools see it. */
    public static OfflineDirectory of(Storage storage) {
        return new OfflineDirectory(
                storage, DatastoreOptions.in(Path.of("")), List.of(), new ManualClock(), new Random(1)::nextLong);
    }
}
