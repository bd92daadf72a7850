package io.cairn.persistence.offline;

import io.cairn.persistence.storage.Storage;
import java.io.IOException;

/** Makes one file: under a temporary name, and only when it is whole and forced under its own. Half a file must not look like one. */
final class NewFile {
    /** Writes a file and forces it. */
    @FunctionalInterface
    interface Work<T> {
        T write(String temporary) throws IOException;
    }

    private NewFile() {}

    /** Makes the file {@code path}, which must not be there; what was written is deleted if that fails. */
    static <T> T make(OfflineDirectory target, String path, Work<T> work) throws IOException {
        target.requireAbsent(path);
        Storage storage = target.storage();
        String temporary = temporaryFor(storage, path);
        T made;
        try {
            made = work.write(temporary);
        } catch (IOException e) {
            if (storage.exists(temporary)) {
                storage.delete(temporary);
            }
            throw e;
        }
        storage.rename(temporary, path);
        FileCopy.syncDirectoryOf(storage, path);
        return made;
    }

    /** A name beside the file's own that is free: what lies there already may be the source, or somebody's. */
    private static String temporaryFor(Storage storage, String path) throws IOException {
        int name = path.lastIndexOf('/') + 1;
        for (int number = 1; ; number++) {
            String temporary = path.substring(0, name) + "temp-" + number + "-" + path.substring(name);
            if (!storage.exists(temporary)) {
                return temporary;
            }
        }
    }
}
