package io.cairn.persistence.offline;

import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.PendingCursor;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.StreamValue;
import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbFormat;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.ValueReceiver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what of a snapshot another kind of file cannot say, and what no file may say, before anything is written.
 *
 * <p>Memory: that of {@link RepeatedKeys}, and one value. Threads: one.
 */
final class ConversionLimits implements ValueReceiver {
    private final String path;
    private final Target target;
    private final RepeatedKeys repeated;
    private final List<String> passedOver = new ArrayList<>();
    private int database;
    private long keys;
    private String firstKey = "";
    private long expiringHashes;
    private long activeTimes;
    private long consumers;
    private long orphans;
    private long libraries;
    private long accessTimes;

    /** What is to be written. */
    sealed interface Target {
        /** A snapshot of a version. */
        record Snapshot(int version) implements Target {
            boolean holdsExpiringFields() {
                return version >= RdbFormat.VERSION_WITH_EXPIRING_FIELDS;
            }

            boolean holdsActiveTimes() {
                return version >= RdbFormat.FIRST_VERSION_WITH_STREAM_3;
            }
        }

        /** A log of commands. */
        record Log() implements Target {}
    }

    /** @param path the snapshot that is read */
    ConversionLimits(OfflineDirectory source, String path, Target target) {
        this.path = path;
        repeated = new RepeatedKeys(source);
        this.target = target;
    }

    /** Refuses what would be other data. */
    void require() throws IOException {
        RdbException twice = repeated.find(path);
        if (twice != null) {
            throw new OfflineException(path + " at offset " + twice.offset() + ": " + twice.sentence()
                    + ". Repair it first, or restore a backup");
        }
        if (target instanceof Target.Snapshot snapshot && !snapshot.holdsExpiringFields() && expiringHashes > 0) {
            String others = expiringHashes == 1 ? "" : ", like " + (expiringHashes - 1) + " others,";
            throw new OfflineException("the key " + firstKey + others + " is a hash with fields that expire, which a"
                    + " snapshot of version " + snapshot.version() + " cannot hold: convert to version "
                    + RdbFormat.VERSION_WITH_EXPIRING_FIELDS + ", or take the times off with HPERSIST");
        }
    }

    /** How many keys the snapshot has. */
    long keys() {
        return keys;
    }

    /** What is not said by the new file, or not to every server, a sentence each. */
    List<String> notices() {
        List<String> notices = new ArrayList<>(passedOver);
        if (target instanceof Target.Snapshot snapshot) {
            if (!snapshot.holdsActiveTimes() && activeTimes > 0) {
                notices.add("when " + activeTimes + " consumers of streams were active last is left out, which takes"
                        + " version " + RdbFormat.FIRST_VERSION_WITH_STREAM_3);
            }
            return notices;
        }
        if (libraries > 0) {
            notices.add(
                    "it holds " + libraries + " function libraries (FUNCTION LOAD), which Redis since 7.0 replays; a"
                            + " start of Cairn refuses such a log");
        }
        if (expiringHashes > 0) {
            notices.add("it holds hashes with fields that expire, which take Redis 7.4 (HPEXPIREAT)");
        }
        if (orphans > 0) {
            notices.add(orphans + " pending entries are left out, because their streams have no such entries any more");
        }
        if (consumers > 0) {
            notices.add("when " + consumers + " consumers of streams were seen last is left out: they are seen again"
                    + " when the log is replayed");
        }
        if (accessTimes > 0) {
            notices.add("when, or how often, " + accessTimes + " keys were used is left out");
        }
        return notices;
    }

    @Override
    public void database(int index) {
        database = index;
    }

    @Override
    public void library(byte[] source) {
        libraries++;
    }

    @Override
    public void notice(long offset, String sentence) {
        passedOver.add(path + " at offset " + offset + ": " + sentence);
    }

    @Override
    public void key(RdbKey key, Value value) {
        keys++;
        repeated.add(database, key);
        if (key.idleSeconds() != RdbKey.NOT_GIVEN || key.frequency() != RdbKey.NOT_GIVEN) {
            accessTimes++;
        }
        if (value instanceof HashValue hash && hash.hasExpiringFields()) {
            firstKey = expiringHashes == 0 ? key.toString() : firstKey;
            expiringHashes++;
        } else if (value instanceof StreamValue stream) {
            stream(stream.stream());
        }
    }

    private void stream(LargeStream stream) {
        StreamCursor entry = new StreamCursor();
        PendingCursor pending = new PendingCursor();
        ConsumerCursor consumer = new ConsumerCursor();
        for (int i = 0; i < stream.groupCount(); i++) {
            StreamGroup group = stream.group(i);
            for (boolean more = consumer.first(group); more; more = consumer.next(group)) {
                consumers++;
                activeTimes += consumer.activeMs() == consumer.seenMs() ? 0 : 1;
            }
            for (boolean more = pending.seek(group, new StreamId()); more; more = pending.next(group)) {
                orphans += entry.find(stream, pending.id()) ? 0 : 1;
            }
        }
    }
}
