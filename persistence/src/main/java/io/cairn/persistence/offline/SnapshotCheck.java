package io.cairn.persistence.offline;

import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.ValueReceiver;
import io.cairn.persistence.rdb.ValueWalk;
import io.cairn.persistence.recovery.RecoveryException;
import io.cairn.persistence.recovery.SnapshotInput;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks a snapshot by the rules of a start: the structure of every value, by building it and letting go of it, keys that are
 * there twice, and the checksum.
 *
 * <p>Memory: one value, and 16 to 32 bytes a key. Threads: one.
 */
final class SnapshotCheck implements ValueReceiver {
    private final String path;
    private final Findings findings;
    private final int databases;
    private final StorageFile file;
    private final SnapshotInput input;
    private final ValueWalk walk;
    private final RepeatedKeys repeated;
    private int database;
    private long announced;
    private long createdMs = -1;

    private SnapshotCheck(OfflineDirectory directory, StorageFile file, Findings findings) {
        this.file = file;
        this.path = file.name();
        this.findings = findings;
        databases = directory.options().databases();
        repeated = new RepeatedKeys(directory);
        input = new SnapshotInput(file);
        walk = new ValueWalk(input, directory.newScratch(), this);
    }

    /**
     * What is known of a snapshot.
     *
     * @param summary what is sound in it
     * @param end where it ends, if its structure is sound; else −1
     * @param refusal why a start does not take it; null if it does
     * @param createdMs when it was made, in milliseconds since 1970; −1 if it does not say
     */
    record Result(FileSummary summary, long end, @Nullable RecoveryException refusal, long createdMs) {
        /** Whether a start takes it. */
        boolean sound() {
            return refusal == null;
        }
    }

    /**
     * Checks the file {@code path}.
     *
     * @param whole whether nothing may follow the snapshot but comments
     */
    static Result check(OfflineDirectory directory, String path, boolean whole, Findings findings) throws IOException {
        try (StorageFile file = directory.storage().open(path, Storage.Mode.READ)) {
            return new SnapshotCheck(directory, file, findings).check(whole);
        }
    }

    private Result check(boolean whole) throws IOException {
        RdbException fault = null;
        try {
            walk.run();
        } catch (RdbException e) {
            fault = e;
            report(e);
        }
        boolean ends = fault == null || fault.kind() == RdbException.Kind.CHECKSUM;
        RdbException twice = repeated.find(path);
        if (twice != null) {
            error(Cause.SNAPSHOT, twice.offset(), twice.offset(), twice.sentence());
        }
        RdbException first = twice == null ? fault : twice;
        RecoveryException refusal = first == null ? null : input.refusal(first);
        long more = whole && ends ? input.moreBehind(walk.endOffset()) : -1;
        if (more >= 0) {
            error(Cause.SNAPSHOT, more, file.length(), "something follows the snapshot's end");
            refusal = refusal == null ? input.refusalOfMore(more) : refusal;
        }
        long end = whole || !ends ? file.length() : walk.endOffset();
        FileSummary summary = new FileSummary(path, "snapshot", end, 0, 0, walk.keys(), -1, -1);
        return new Result(summary, ends ? end : -1, refusal, createdMs);
    }

    private void report(RdbException wrong) throws IOException {
        switch (wrong.kind()) {
            case CHECKSUM ->
                error(
                        Cause.SNAPSHOT_CHECKSUM,
                        0,
                        walk.endOffset(),
                        wrong.sentence() + ": some value may be another one than was saved, and nothing tells which");
            case TOO_NEW -> error(Cause.TOO_NEW, wrong.offset(), wrong.offset(), wrong.sentence());
            case DAMAGED, TOO_OLD, UNSUPPORTED -> {
                long missing = announced - walk.keys();
                String rest = missing > 0 ? "; at least " + missing + " keys lie behind it" : "";
                error(
                        Cause.SNAPSHOT,
                        Math.min(walk.recordOffset(), wrong.offset()),
                        file.length(),
                        wrong.sentence() + "; " + walk.keys() + " keys before it can be read" + rest);
            }
        }
    }

    private void error(Cause cause, long from, long to, String what) {
        findings.add(Severity.ERROR, cause, path, from, to, what);
    }

    /** Files of Cairn say it to the millisecond, others to the second. */
    @Override
    public void begin(int version, Map<String, String> auxiliary) {
        String seconds = auxiliary.getOrDefault("ctime", "");
        String own = auxiliary.getOrDefault("cairn-snapshot", "");
        if (own.matches("[0-9]{1,15}-[0-9]+")) {
            createdMs = Long.parseLong(own.substring(0, own.indexOf('-')));
        } else if (seconds.matches("[0-9]{1,12}")) {
            createdMs = Long.parseLong(seconds) * 1000;
        }
    }

    @Override
    public void database(int index) throws RdbException {
        if (index >= databases) {
            throw SnapshotInput.noSuchDatabase(walk.recordOffset(), index, databases);
        }
        database = index;
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
    public void key(RdbKey key, Value value) {
        repeated.add(database, key);
    }
}
