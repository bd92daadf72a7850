package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;

import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.CountedTree;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.PendingCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.structure.StreamLeaf;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.structure.TreeLeaf;
import io.cairn.engine.structure.TreePath;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The codec of streams. A leaf is saved as it is kept; {@link StreamLeaf} has its listpack.
 *
 * <pre>
 *   stream   := count (master listpack)* length last [first deleted added]₂ count group*
 *   group    := name last [read]₂ count (id delivered deliveries)* count consumer*
 *   consumer := name seen [active]₃ count id*
 *   master, listpack, name := string      id := 16 bytes, big-endian      master holds an id
 *   last, first, deleted   := ms sequence                                 as lengths, and so added, read, deliveries
 *   seen, active, delivered := i64                                        ms of the wall clock
 * </pre>
 *
 * <p>What is marked ₂ came with version 2, ₃ with version 3.
 */
final class StreamCodec {
    private final ValueInput value;
    private final RdbInput in;
    private final int version;
    private final StreamLoader loader;
    private final StreamId id = new StreamId();

    private StreamCodec(ValueInput value, int version, StreamLoader loader) {
        this.value = value;
        this.in = value.in;
        this.version = version;
        this.loader = loader;
    }

    private static int version(int type) {
        return switch (type) {
            case RdbFormat.TYPE_STREAM_LISTPACKS -> 1;
            case RdbFormat.TYPE_STREAM_LISTPACKS_2 -> 2;
            default -> 3;
        };
    }

    // ---- reading

    /** Reads a stream, which may be without entries. */
    static void read(ValueInput value, int type) throws IOException {
        StreamLoader loader = value.sink().beginStream(value.key());
        new StreamCodec(value, version(type), loader).read();
        value.sink().end(value.key());
    }

    private void read() throws IOException {
        for (long left = in.readLength(); left > 0; left--) {
            readLeaf();
        }
        readCounters();
        for (long left = in.readLength(); left > 0; left--) {
            readGroup();
        }
    }

    private void readLeaf() throws IOException {
        long offset = in.offset();
        Element key = value.readElement();
        if (key.length() != StreamId.KEY_BYTES) {
            throw damaged(offset, "a part of the stream " + value.key() + " has no id before it");
        }
        id.setKey(key.bytes(), key.offset());
        offset = in.offset();
        Element listpack = value.readElement();
        check(offset, loader.leaf(id, listpack.bytes(), listpack.offset(), listpack.length()));
    }

    private void readCounters() throws IOException {
        long offset = in.offset();
        long length = in.readUnsigned();
        StreamId last = readIdNumbers();
        StreamId deleted = new StreamId();
        long added = length;
        if (version >= 2) {
            // The first entry's id, which the entries themselves tell.
            readIdNumbers();
            deleted = readIdNumbers();
            added = in.readUnsigned();
        }
        check(offset, loader.counters(length, last, deleted, added));
    }

    private StreamId readIdNumbers() throws IOException {
        long ms = in.readUnsigned();
        return new StreamId(ms, in.readUnsigned());
    }

    private void readGroup() throws IOException {
        long offset = in.offset();
        byte[] name = value.readElement().copy();
        StreamId last = readIdNumbers();
        long read = version >= 2 ? in.readUnsigned() : loader.stream().ordinal(last);
        check(offset, loader.group(name, 0, name.length, last, read));
        for (long left = in.readLength(); left > 0; left--) {
            offset = in.offset();
            readId();
            long deliveredMs = in.readLong();
            check(offset, loader.pending(id, deliveredMs, in.readLength()));
        }
        for (long left = in.readLength(); left > 0; left--) {
            readConsumer();
        }
        check(in.offset(), loader.endGroup());
    }

    private void readConsumer() throws IOException {
        long offset = in.offset();
        byte[] name = value.readElement().copy();
        long seenMs = in.readLong();
        // Redis takes the one for the other, too, if the file does not know when a consumer was active.
        long activeMs = version >= 3 ? in.readLong() : seenMs;
        check(offset, loader.consumer(name, 0, name.length, seenMs, activeMs));
        for (long left = in.readLength(); left > 0; left--) {
            offset = in.offset();
            readId();
            check(offset, loader.own(id));
        }
    }

    private void readId() throws IOException {
        long ms = Long.reverseBytes(in.readLong());
        id.set(ms, Long.reverseBytes(in.readLong()));
    }

    private void check(long offset, @Nullable String fault) throws RdbException {
        if (fault != null) {
            throw damaged(offset, "the stream " + value.key() + " is damaged: " + fault);
        }
    }

    // ---- writing

    /** The type that a stream is written as in a file of {@code version}. */
    static int type(int version) {
        return version < RdbFormat.FIRST_VERSION_WITH_STREAM_3
                ? RdbFormat.TYPE_STREAM_LISTPACKS_2
                : RdbFormat.TYPE_STREAM_LISTPACKS_3;
    }

    static void write(LargeStream stream, int type, RdbOutput out) throws IOException {
        out.writeLength(stream.leafCount());
        if (stream.leafCount() > 0) {
            writeLeaves(stream.leaves(), out);
        }
        out.writeLength(stream.size());
        writeNumbers(stream.lastId(), out);
        writeNumbers(stream.firstId(), out);
        writeNumbers(stream.maxDeletedId(), out);
        out.writeUnsigned(stream.entriesAdded());
        out.writeLength(stream.groupCount());
        for (int i = 0; i < stream.groupCount(); i++) {
            writeGroup(stream.group(i), type, out);
        }
    }

    private static void writeLeaves(CountedTree leaves, RdbOutput out) throws IOException {
        TreePath path = new TreePath();
        path.first(leaves);
        do {
            TreeLeaf leaf = path.leaf();
            int length = StreamLeaf.packLength(leaf);
            out.writeString(leaf.bytes(), length, StreamId.KEY_BYTES);
            out.writeString(leaf.bytes(), 0, length);
        } while (path.nextLeaf());
    }

    private static void writeGroup(StreamGroup group, int type, RdbOutput out) throws IOException {
        out.writeString(group.name(), 0, group.name().length);
        writeNumbers(group.lastId(), out);
        out.writeUnsigned(group.entriesRead());
        out.writeLength(group.pendingCount());
        StreamId least = new StreamId();
        PendingCursor pending = new PendingCursor();
        for (boolean more = pending.seek(group, least); more; more = pending.next(group)) {
            writeId(pending.id(), out);
            out.writeLong(pending.deliveredMs());
            out.writeLength(pending.deliveries());
        }
        out.writeLength(group.consumerCount());
        ConsumerCursor consumer = new ConsumerCursor();
        for (boolean more = consumer.first(group); more; more = consumer.next(group)) {
            out.writeString(consumer.bytes(), consumer.offset(), consumer.length());
            out.writeLong(consumer.seenMs());
            if (version(type) >= 3) {
                out.writeLong(consumer.activeMs());
            }
            out.writeLength(consumer.pendingCount());
            for (boolean on = pending.seek(group, consumer.number(), least); on; on = pending.next(group)) {
                writeId(pending.id(), out);
            }
        }
    }

    private static void writeNumbers(StreamId id, RdbOutput out) throws IOException {
        out.writeUnsigned(id.ms());
        out.writeUnsigned(id.sequence());
    }

    private static void writeId(StreamId id, RdbOutput out) throws IOException {
        out.writeLong(Long.reverseBytes(id.ms()));
        out.writeLong(Long.reverseBytes(id.sequence()));
    }
}
