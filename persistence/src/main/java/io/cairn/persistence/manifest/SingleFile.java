package io.cairn.persistence.manifest;

import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a Redis before 7.0: one file in the data directory. As in Redis 7 it becomes the base in the log's directory,
 * under its own name.
 *
 * <p>It gets a second name in the directory; a manifest names that; the first name goes. So there is a whole data set at every
 * moment: without a manifest the file outside is the log, with one it is not. A Redis that died on the way, which moves the
 * file after it has written the manifest, is understood as well.
 */
public final class SingleFile {
    private static final Logger LOG = LoggerFactory.getLogger(SingleFile.class);

    private final Storage storage;
    private final String inside;
    private final String outside;

    /** The file {@code appendFilename}, which belongs into {@code directory}. */
    public SingleFile(Storage storage, String directory, String appendFilename) {
        this.storage = storage;
        inside = directory + "/" + appendFilename;
        outside = appendFilename;
    }

    /** Whether the file outside is the data set, or the base of {@code manifest}, which is null if there is none. */
    public boolean isOutside(@Nullable Manifest manifest) throws IOException {
        if (!storage.exists(outside)) {
            return false;
        }
        return manifest == null || isBaseOf(manifest) && manifest.increments().isEmpty() && !storage.exists(inside);
    }

    private boolean isBaseOf(Manifest manifest) {
        Entry base = manifest.base();
        return base != null && base.name().equals(outside);
    }

    /** Gives the file its name in the directory, which is there; returns the manifest that names it, to be written. */
    public Manifest take(@Nullable Manifest manifest) throws IOException {
        if (storage.exists(inside)) {
            // Another name of the same file, from a start that was interrupted here.
            storage.delete(inside);
        }
        storage.link(outside, inside);
        LOG.info("{}, the log of a Redis before 7.0, becomes the base of the log in {}", outside, inside);
        return manifest == null
                ? new Manifest(new Entry(outside, 1, Manifest.Type.BASE), List.of(), List.of())
                : manifest;
    }

    /** Deletes the name outside once {@code manifest}, which is on the disk, has the file as its base. */
    public void deleteOutside(Manifest manifest) throws IOException {
        if (!isBaseOf(manifest) || !storage.exists(outside)) {
            return;
        }
        if (Ending.markOf(storage, outside).equals(Ending.markOf(storage, inside))) {
            storage.delete(outside);
            storage.syncDirectory("");
        } else {
            LOG.warn("{} is not the same as {}, which is the base of the log; it is not used", outside, inside);
        }
    }
}
