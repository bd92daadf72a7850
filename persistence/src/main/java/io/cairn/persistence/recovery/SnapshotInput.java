package io.cairn.persistence.recovery;

import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbSource;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The file of a snapshot: for a reader from its beginning on, then what is behind the snapshot; and the sentence for when a
 * start refuses it.
 *
 * <p>Memory: a buffer. Threads: one at a time.
 */
public final class SnapshotInput implements RdbSource {
    private static final int COMMENT_BUFFER_BYTES = 4096;
    private static final byte[] REDIS = "REDIS".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALKEY = "VALKEY".getBytes(StandardCharsets.US_ASCII);

    private final StorageFile file;
    private long readTo;

    public SnapshotInput(StorageFile file) {
        this.file = file;
    }

    /** Whether the file {@code name} begins as snapshots do, whatever its name says. */
    public static boolean isSnapshot(Storage storage, String name) throws IOException {
        byte[] start = new byte[VALKEY.length];
        try (StorageFile file = storage.open(name, Storage.Mode.READ)) {
            int count = file.read(0, start, 0, start.length);
            return Arrays.equals(start, VALKEY)
                    || count >= REDIS.length && Arrays.equals(Arrays.copyOf(start, REDIS.length), REDIS);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = file.read(readTo, target, offset, length);
        readTo += count;
        return count == 0 ? -1 : count;
    }

    /** Offset of the first thing behind {@code end} that is no line of comment; −1 if there is none. */
    public long moreBehind(long end) throws IOException {
        byte[] rest = new byte[COMMENT_BUFFER_BYTES];
        long at = end;
        boolean lineBegins = true;
        for (int count = file.read(at, rest, 0, rest.length); count > 0; count = file.read(at, rest, 0, rest.length)) {
            for (int i = 0; i < count; i++) {
                if (lineBegins && rest[i] != '#') {
                    return at + i;
                }
                lineBegins = rest[i] == '\n';
            }
            at += count;
        }
        return -1;
    }

    /** That a start refuses the file, because of what is in it. */
    public RecoveryException refusal(RdbException wrong) {
        String remedy = switch (wrong.kind()) {
            case TOO_NEW -> "Start a newer version of Cairn";
            case TOO_OLD, UNSUPPORTED -> "Load it with a server that knows it, and remove or convert what Cairn lacks";
            case DAMAGED, CHECKSUM -> "Restore a backup; redis-check-rdb shows what is readable";
        };
        return new RecoveryException(file.name(), wrong.offset(), wrong.sentence(), remedy);
    }

    /** That a start refuses the file, because it would lose without a word what is at {@code offset}. */
    public RecoveryException refusalOfMore(long offset) {
        return new RecoveryException(
                file.name(),
                offset,
                "something follows the snapshot's end",
                "Have redis-server rewrite this log (BGREWRITEAOF), so that its base is a snapshot only");
    }

    /** That it holds keys of a database that there is not. */
    public static RdbException noSuchDatabase(long offset, int index, int databases) {
        return new RdbException(
                RdbException.Kind.UNSUPPORTED,
                offset,
                "it has keys in database " + index + ", but there are only " + databases + " (setting: databases)");
    }

    /** That it holds a key of a database twice. */
    public static RdbException keyTwice(long offset, RdbKey key) {
        return new RdbException(RdbException.Kind.DAMAGED, offset, "the key " + key + " is there twice");
    }
}
