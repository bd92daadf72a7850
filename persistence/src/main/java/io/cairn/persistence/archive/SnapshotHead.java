package io.cairn.persistence.archive;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.persistence.rdb.CollectionKind;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbReader;
import io.cairn.persistence.rdb.RdbSink;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;

/** What stands before the first key of a snapshot: when it was made, and which log follows it. Threads: one, one use. */
final class SnapshotHead implements RdbSink {
    private static final long SECOND_MS = 1000;

    private final StorageFile file;
    private long readTo;
    private long ms = FileFacts.UNKNOWN_MS;
    private boolean exact;
    private long log;
    private boolean sound = true;

    private SnapshotHead(StorageFile file) {
        this.file = file;
    }

    /** Ends the reading at the first key. */
    private static final class HeadEnds extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HeadEnds() {
            super(null, null, false, false);
        }
    }

    /** Reads the head of the file at {@code path}. */
    static SnapshotHead read(Storage storage, String path) throws IOException {
        try (StorageFile file = storage.open(path, Storage.Mode.READ)) {
            SnapshotHead head = new SnapshotHead(file);
            try {
                new RdbReader(head::read, head).read();
            } catch (RdbException e) {
                head.sound = false;
            } catch (HeadEnds e) {
                // As far as it is asked for.
            }
            return head;
        }
    }

    /** Whether this is a snapshot, as far as was read. */
    boolean isSound() {
        return sound;
    }

    /**
     * When it was made, in milliseconds: exactly, if Cairn has made it; else the end of the second of which it says so.
     * {@link FileFacts#UNKNOWN_MS} if it does not say.
     */
    long madeMs() {
        return ms;
    }

    /** Salt of the log that goes on where it ends; 0 if it does not say. */
    long log() {
        return log;
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        int count = file.read(readTo, target, offset, length);
        readTo += count;
        return count == 0 ? -1 : count;
    }

    @Override
    public void auxiliary(String name, String value) {
        if (name.equals("cairn-snapshot") && value.matches("[0-9]{1,18}-[0-9]+")) {
            ms = Long.parseLong(value.substring(0, value.indexOf('-')));
            exact = true;
        } else if (name.equals("cairn-log") && value.matches("[0-9a-f]{16}")) {
            log = Long.parseUnsignedLong(value, 16);
        } else if (name.equals("ctime") && !exact && value.matches("[0-9]{1,12}")) {
            ms = Long.parseLong(value) * SECOND_MS + SECOND_MS - 1;
        }
    }

    @Override
    public void library(byte[] source) {
        // Not asked for.
    }

    @Override
    public void database(int index) {
        // Not asked for.
    }

    @Override
    public void sizes(long keys, long keysWithExpiry) {
        // Not asked for.
    }

    @Override
    public void notice(long offset, String sentence) {
        // Not asked for.
    }

    @Override
    public void string(RdbKey key, byte[] bytes, int offset, int length) {
        throw new HeadEnds();
    }

    @Override
    public void integer(RdbKey key, long value) {
        throw new HeadEnds();
    }

    @Override
    public void begin(RdbKey key, CollectionKind kind) {
        throw new HeadEnds();
    }

    @Override
    public boolean element(Element element) {
        throw new HeadEnds();
    }

    @Override
    public boolean field(Element name, Element value, long expireAtMs) {
        throw new HeadEnds();
    }

    @Override
    public boolean member(Element member, double score) {
        throw new HeadEnds();
    }

    @Override
    public StreamLoader beginStream(RdbKey key) {
        throw new HeadEnds();
    }

    @Override
    public void end(RdbKey key) {
        throw new HeadEnds();
    }
}
