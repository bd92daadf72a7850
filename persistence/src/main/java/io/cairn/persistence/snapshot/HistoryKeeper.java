package io.cairn.persistence.snapshot;

import io.cairn.persistence.manifest.Manifest;

/** Who wants files of earlier states before they are deleted. */
@FunctionalInterface
public interface HistoryKeeper {
    /**
     * Whether the files that {@code manifest}, which is on the disk, calls history may be deleted: because they are kept
     * elsewhere, or need not be. If not, it is seen to, and they must stay as they are until then.
     */
    boolean isKept(Manifest manifest);
}
