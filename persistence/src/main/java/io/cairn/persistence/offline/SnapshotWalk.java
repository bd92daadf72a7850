package io.cairn.persistence.offline;

import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.CollectionKind;
import io.cairn.persistence.rdb.RdbException;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbReader;
import io.cairn.persistence.rdb.RdbSink;
import io.cairn.persistence.rdb.ValueBuilder;
import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot and hands on one whole value after the other. Memory: one value. Threads: one, one use. */
final class SnapshotWalk implements RdbSink {
    private final StorageFile file;
    private final SnapshotReceiver receiver;
    private final Databases databases;
    private final ValueBuilder builder = new ValueBuilder();
    private final RdbReader reader;
    private final Map<String, String> auxiliary = new LinkedHashMap<>();
    private final List<String> notices = new ArrayList<>();
    private Entry place;
    private boolean begun;
    private long readTo;
    private long keys;

    private SnapshotWalk(OfflineDirectory directory, StorageFile file, SnapshotReceiver receiver) {
        this.file = file;
        this.receiver = receiver;
        databases = directory.newEngine().databases();
        place = databases.scratch();
        reader = new RdbReader(this::read, this);
    }

    /**
     * How a walk ended.
     *
     * @param keys how many were handed on
     * @param end offset behind the last of what was read
     * @param fault why there are no more, and what was handed on may be wrong; null if the file is sound
     * @param notices what was passed over, a sentence each
     */
    record Result(long keys, long end, @Nullable RdbException fault, List<String> notices) {
        /** Whether it is damaged in a place that is not known. */
        boolean isWrongSomewhere() {
            RdbException known = fault;
            return known != null && known.kind() == RdbException.Kind.CHECKSUM;
        }

        /** Why there are no more keys. */
        String why() {
            RdbException known = fault;
            return known == null ? "something follows the snapshot's end" : known.sentence();
        }
    }

    /** Walks through the snapshot {@code path}; throws what the storage or the receiver throws, but not what is in the file. */
    static Result walk(OfflineDirectory directory, String path, SnapshotReceiver receiver) throws IOException {
        try (StorageFile file = directory.storage().open(path, Storage.Mode.READ)) {
            SnapshotWalk walk = new SnapshotWalk(directory, file, receiver);
            try {
                return walk.run();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    private Result run() throws IOException {
        RdbException fault = null;
        long end;
        try {
            reader.read();
            end = reader.endOffset();
        } catch (RdbException e) {
            fault = e;
            end = Math.min(reader.recordOffset(), e.offset());
        }
        begin();
        return new Result(keys, end, fault, notices);
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        int count = file.read(readTo, target, offset, length);
        readTo += count;
        return count == 0 ? -1 : count;
    }

    /** What a receiver does when it is told something. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Tells the receiver, whose failures are none of the file. */
    private void tell(Step step) {
        try {
            begin();
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            receiver.begin(reader.version(), auxiliary);
        }
    }

    private void tellKey(RdbKey key) {
        keys++;
        Value value = Objects.requireNonNull(place.value());
        tell(() -> receiver.key(key, value));
        databases.clearScratch();
    }

    @Override
    public void auxiliary(String name, String value) {
        if (!begun) {
            auxiliary.put(name, value);
        }
    }

    @Override
    public void library(byte[] source) {
        tell(() -> receiver.library(source));
    }

    @Override
    public void database(int index) {
        tell(() -> receiver.database(index));
    }

    @Override
    public void sizes(long count, long countWithExpiry) {
        tell(() -> receiver.sizes(count, countWithExpiry));
    }

    @Override
    public void notice(long offset, String sentence) {
        notices.add(file.name() + " at offset " + offset + ": " + sentence);
    }

    @Override
    public void string(RdbKey key, byte[] bytes, int offset, int length) {
        place = databases.scratch();
        place.putString(bytes, offset, length, RdbKey.NO_EXPIRY);
        tellKey(key);
    }

    @Override
    public void integer(RdbKey key, long value) {
        place = databases.scratch();
        place.putInteger(value, RdbKey.NO_EXPIRY);
        tellKey(key);
    }

    @Override
    public void begin(RdbKey key, CollectionKind kind) {
        place = databases.scratch();
        builder.begin(kind, place);
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
        place = databases.scratch();
        return builder.beginStream(place);
    }

    @Override
    public void end(RdbKey key) {
        builder.end(place, RdbKey.NO_EXPIRY);
        tellKey(key);
    }
}
