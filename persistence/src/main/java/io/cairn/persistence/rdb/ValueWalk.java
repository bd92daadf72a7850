package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.Scratch;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads an RDB file, builds one value after the other and lets go of it again: all rules that a start has for values apply.
 *
 * <p>Not seen is a key that is there twice. Memory: one value. Threads: one, one use.
 */
public final class ValueWalk implements RdbSink {
    private final Scratch scratch;
    private final ValueReceiver receiver;
    private final ValueBuilder builder = new ValueBuilder();
    private final RdbReader reader;
    private final Map<String, String> auxiliary = new LinkedHashMap<>();
    private Entry place;
    private boolean begun;
    private long keys;

    /** @param scratch where values are built, of nobody else meanwhile */
    public ValueWalk(RdbSource source, Scratch scratch, ValueReceiver receiver) {
        this.scratch = scratch;
        this.receiver = receiver;
        place = scratch.open();
        reader = new RdbReader(source, this);
    }

    /**
     * Reads all of it. The receiver has been told that it begins, whatever comes of it.
     *
     * @throws RdbException for what is in the file; what else is thrown comes from the source or the receiver
     */
    public void run() throws IOException {
        try {
            reader.read();
        } catch (RdbException e) {
            begin();
            throw e;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            scratch.clear();
        }
        begin();
    }

    /** How many keys were handed on. */
    public long keys() {
        return keys;
    }

    /** Offset of the record that is being handed on. */
    public long recordOffset() {
        return reader.recordOffset();
    }

    /** Offset behind what was read; of a file that is sound, behind its checksum. */
    public long endOffset() {
        return reader.endOffset();
    }

    /** What a receiver does when it is told something. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Tells the receiver, through a reader that knows of exceptions about the file only. */
    private void tell(Step step) throws RdbException {
        try {
            begin();
            step.run();
        } catch (RdbException e) {
            throw e;
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

    private void tellKey(RdbKey key) throws RdbException {
        Value value = Objects.requireNonNull(place.value());
        tell(() -> receiver.key(key, value));
        keys++;
        scratch.clear();
    }

    @Override
    public void auxiliary(String name, String value) {
        if (!begun) {
            auxiliary.put(name, value);
        }
    }

    @Override
    public void library(byte[] source) throws RdbException {
        tell(() -> receiver.library(source));
    }

    @Override
    public void database(int index) throws RdbException {
        tell(() -> receiver.database(index));
    }

    @Override
    public void sizes(long count, long countWithExpiry) throws RdbException {
        tell(() -> receiver.sizes(count, countWithExpiry));
    }

    @Override
    public void notice(long offset, String sentence) {
        receiver.notice(offset, sentence);
    }

    @Override
    public void string(RdbKey key, byte[] bytes, int offset, int length) throws RdbException {
        place = scratch.open();
        place.putString(bytes, offset, length, RdbKey.NO_EXPIRY);
        tellKey(key);
    }

    @Override
    public void integer(RdbKey key, long value) throws RdbException {
        place = scratch.open();
        place.putInteger(value, RdbKey.NO_EXPIRY);
        tellKey(key);
    }

    @Override
    public void begin(RdbKey key, CollectionKind kind) {
        place = scratch.open();
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
        place = scratch.open();
        return builder.beginStream(place);
    }

    @Override
    public void end(RdbKey key) throws RdbException {
        builder.end(place, RdbKey.NO_EXPIRY);
        tellKey(key);
    }
}
