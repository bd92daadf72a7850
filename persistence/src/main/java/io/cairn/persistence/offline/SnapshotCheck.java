package io.cairn.persistence.offline;

import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.persistence.rdb.CollectionKind;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbReader;
import io.cairn.persistence.rdb.RdbSink;
import io.cairn.persistence.rdb.ValueBuilder;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;

/**
 * Checks a snapshot: the structure of every value, by building it and letting go of it, and the checksum.
 *
 * <p>Not found is a key that is there twice, since that takes memory for all of them; a start finds it. Memory: one value.
 * Threads: one.
 */
final class SnapshotCheck implements RdbSink {
    private static final int REST_BYTES = 4096;

    private final String path;
    private final Findings findings;
    private final Databases databases;
    private final ValueBuilder builder = new ValueBuilder();
    private final StorageFile file;
    private final RdbReader reader;
    private long readTo;
    private long keys;
    private long announced;
    private long createdSeconds = -1;

    private SnapshotCheck(OfflineDirectory directory, StorageFile file, Findings findings) {
        this.file = file;
        this.path = file.name();
        this.findings = findings;
        databases = directory.newEngine().databases();
        reader = new RdbReader(this::read, this);
    }

    /**
     * What is known of a snapshot.
     *
     * @param summary what is sound in it
     * @param sound whether a start would take it
     * @param createdSeconds when it was made, in seconds since 1970; −1 if it does not say
     */
    record Result(FileSummary summary, boolean sound, long createdSeconds) {}

    /** Checks the file {@code path}. */
    static Result check(OfflineDirectory directory, String path, Findings findings) throws IOException {
        try (StorageFile file = directory.storage().open(path, Storage.Mode.READ)) {
            SnapshotCheck check = new SnapshotCheck(directory, file, findings);
            boolean sound = check.check();
            FileSummary summary = new FileSummary(path, "snapshot", file.length(), 0, 0, check.keys, -1, -1);
            return new Result(summary, sound, check.createdSeconds);
        }
    }

    private boolean check() throws IOException {
        try {
            reader.read();
        } catch (RdbException e) {
            long missing = announced - keys;
            String rest = missing > 0 ? "; at least " + missing + " keys lie behind it" : "";
            switch (e.kind()) {
                case CHECKSUM ->
                    error(
                            Cause.SNAPSHOT_CHECKSUM,
                            0,
                            file.length(),
                            e.sentence() + ": some value may be another one than was saved, and nothing tells which");
                case TOO_NEW -> error(Cause.TOO_NEW, e.offset(), e.offset(), e.sentence());
                case DAMAGED, TOO_OLD, UNSUPPORTED ->
                    error(
                            Cause.SNAPSHOT,
                            Math.min(reader.recordOffset(), e.offset()),
                            file.length(),
                            e.sentence() + "; " + keys + " keys before it can be read" + rest);
            }
            return false;
        }
        return checkEnd();
    }

    private void error(Cause cause, long from, long to, String what) {
        findings.add(Severity.ERROR, cause, path, from, to, what);
    }

    /** Comments may follow a snapshot; anything else would be lost without a word. */
    private boolean checkEnd() throws IOException {
        byte[] rest = new byte[REST_BYTES];
        long at = reader.endOffset();
        boolean lineBegins = true;
        for (int count = file.read(at, rest, 0, rest.length); count > 0; count = file.read(at, rest, 0, rest.length)) {
            for (int i = 0; i < count; i++) {
                if (lineBegins && rest[i] != '#') {
                    error(Cause.SNAPSHOT, at + i, file.length(), "something follows the snapshot's end");
                    return false;
                }
                lineBegins = rest[i] == '\n';
            }
            at += count;
        }
        return true;
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        int count = file.read(readTo, target, offset, length);
        readTo += count;
        return count == 0 ? -1 : count;
    }

    @Override
    public void auxiliary(String name, String value) {
        if (name.equals("ctime") && value.matches("[0-9]{1,12}")) {
            createdSeconds = Long.parseLong(value);
        }
    }

    @Override
    public void library(byte[] source) {
        // Kept by a start as it is.
    }

    @Override
    public void database(int index) throws RdbException {
        if (index >= databases.count()) {
            throw new RdbException(
                    RdbException.Kind.UNSUPPORTED,
                    reader.recordOffset(),
                    "it has keys in database " + index + ", but there are only " + databases.count()
                            + " (setting: databases)");
        }
    }

    @Override
    public void sizes(long count, long countWithExpiry) {
        announced += count;
    }

    @Override
    public void notice(long offset, String sentence) {
        Cause cause = sentence.contains("checksum") ? Cause.UNCHECKED : Cause.SNAPSHOT;
        findings.add(Severity.NOTE, cause, path, offset, offset, sentence);
    }

    @Override
    public void string(RdbKey key, byte[] bytes, int offset, int length) {
        keys++;
    }

    @Override
    public void integer(RdbKey key, long value) {
        keys++;
    }

    @Override
    public void begin(RdbKey key, CollectionKind kind) {
        builder.begin(kind, databases.scratch());
    }

    @Override
    public boolean element(Element element) {
        return builder.element(element);
    }

    @Override
    public boolean field(Element name, Element value, long expireAtMs) {
        return builder.field(name, value, expireAtMs);
    }

    @Override
    public boolean member(Element member, double score) {
        return builder.member(member, score);
    }

    @Override
    public StreamLoader beginStream(RdbKey key) {
        return builder.beginStream(databases.scratch());
    }

    @Override
    public void end(RdbKey key) {
        keys++;
        databases.clearScratch();
    }
}
