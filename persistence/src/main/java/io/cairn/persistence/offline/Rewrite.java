package io.cairn.persistence.offline;

import io.cairn.engine.Engine;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.persistence.DatastoreOptions.SnapshotFormat;
import io.cairn.persistence.log.LogWriter;
import io.cairn.persistence.manifest.Manifest;
import io.cairn.persistence.manifest.Manifest.Entry;
import io.cairn.persistence.recovery.RecoveryReport;
import io.cairn.persistence.snapshot.SnapshotFile;
import io.cairn.persistence.storage.Storage;
import java.io.IOException;
import java.util.List;

/** Makes one base and an empty log of base and logs, in another directory: what BGREWRITEAOF does in a server. */
public final class Rewrite {
    private Rewrite() {}

    /**
     * Rewrites the log of {@code source} into {@code target}, which is empty. Needs memory for the data set.
     *
     * @throws IOException if a start would refuse the source, with the reason
     */
    public static RewriteReport directory(OfflineDirectory source, OfflineDirectory target) throws IOException {
        target.requireEmpty();
        source.requireLog();
        Engine engine = source.newEngine();
        RecoveryReport recovered = source.load(engine);
        target.createLogDirectory();
        Entry base = Manifest.EMPTY.nextBase(target.names().prefix());
        String basePath = target.names().path(base.name());
        long salt = source.random().nextLong();
        writeSnapshot(engine, target, basePath, salt);
        Entry log = Manifest.EMPTY.nextIncrement(target.names().prefix());
        String logPath = target.names().path(log.name());
        Storage storage = target.storage();
        try (LogWriter writer = LogWriter.create(storage, logPath, salt, salt)) {
            writer.finish();
        }
        Manifest.EMPTY
                .withBase(base, 1)
                .withIncrement(log)
                .write(storage, target.names().directory(), target.names().prefix());
        return new RewriteReport(recovered, List.of(basePath, logPath, target.manifestPath()), Check.directory(target));
    }

    /**
     * Writes all that an engine holds to a file that is not there, with a checksum; it gets its name when it is whole.
     *
     * @param log salt of the log that goes on where it ends, or {@link SnapshotFile#NO_LOG}
     */
    static void writeSnapshot(Engine engine, OfflineDirectory target, String path, long log) throws IOException {
        target.requireAbsent(path);
        int name = path.lastIndexOf('/') + 1;
        SnapshotFormat format = target.options().snapshots();
        SnapshotFile file = new SnapshotFile(target.storage(), new SnapshotFormat(format.compress(), true));
        DataSnapshot snapshot = engine.exclusively(engine.databases()::snapshot);
        try {
            // It would be deleted as what an interrupted save has left.
            target.requireAbsent(path.substring(0, name) + "temp-" + snapshot.id() + "-" + path.substring(name));
            long ignored = file.write(
                    snapshot, path.substring(0, Math.max(0, name - 1)), path.substring(name), log, () -> false);
        } finally {
            engine.exclusively(() -> {
                engine.databases().close(snapshot);
                return null;
            });
        }
    }
}
