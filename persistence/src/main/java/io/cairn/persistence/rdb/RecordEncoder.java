package io.cairn.persistence.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Scratch;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.LargeLoader;
import io.cairn.persistence.handover.Handover;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reading thread's sink: builds collections, and writes everything to pages for the thread that puts it to the keyspace.
 * A collection that is no compact value goes beside the page, as it is.
 *
 * <pre>
 *   page   := keys in the order of their hashes, then other records
 *   key    := (STRING name bytes | INTEGER name i64 | COMPACT name type bytes | BUILT name value)
 *   other  := key | DATABASE index | AUXILIARY string string | LIBRARY bytes | SIZES i64 i64 | NOTICE offset string | LEND
 *   name   := record offset, expiry, bytes
 * </pre>
 *
 * <p>Keys that are too long for that, or hold something that is, are among the other records. What comes behind one of these
 * in the file goes to another page.
 *
 * <p>Streams are not written: what reads them works directly with the builder's sink, while the builder waits.
 */
final class RecordEncoder implements RdbSink, ValuePlace {
    static final int STRING = 1;
    static final int INTEGER = 2;
    static final int COMPACT = 3;
    static final int BUILT = 4;
    static final int DATABASE = 5;
    static final int AUXILIARY = 6;
    static final int LIBRARY = 7;
    static final int SIZES = 8;
    static final int NOTICE = 9;
    static final int LEND = 10;

    /** What is longer is not worth a copy, for the sake of the order. */
    private static final int MOST_ORDERED_BYTES = 64 << 10;

    /** More than the numbers of any record take. */
    private static final int NUMBERS_BYTES = 64;

    private final Handover<RecordPage> pages;
    private final RdbPageSink sink;
    private final Scratch scratch;
    private final ValueBuilder builder = new ValueBuilder();
    private final LargeLoader loader = new LargeLoader();
    private @Nullable EntryPlace spilled;
    private RecordPage page = new RecordPage(0);
    private boolean inStream;
    private @Nullable RdbReader reader;

    /**
     * @param sink the building thread's sink
     * @param scratch where this thread builds, apart from the other
     */
    RecordEncoder(Handover<RecordPage> pages, RdbPageSink sink, Scratch scratch) {
        this.pages = pages;
        this.sink = sink;
        this.scratch = scratch;
    }

    /** Has all of a file read, by a reader that has this as its sink, and fills pages with it. */
    void fill(RdbReader by) throws IOException {
        reader = by;
        page = pages.empty();
        page.clear();
        try {
            by.read();
        } finally {
            handOver();
        }
    }

    private RdbReader reader() {
        return Objects.requireNonNull(reader);
    }

    private void handOver() {
        page.sort();
        page.setFileOffset(reader().endOffset());
        pages.fill(page);
    }

    private void turn() {
        handOver();
        page = pages.empty();
        page.clear();
    }

    /** Begins another record than a key's, with so many bytes beside its numbers. */
    private RecordBytes begin(int operation, long bytes) {
        long most = bytes + NUMBERS_BYTES;
        if (page.isCrowded(most)) {
            turn();
        }
        RecordBytes out = page.addOther(most);
        out.putByte(operation);
        return out;
    }

    /** Begins the record of a key with so many bytes of a value. */
    private RecordBytes begin(int operation, RdbKey of, long bytes) {
        RecordBytes out = beginKey(operation, of, bytes + of.length());
        out.putLong(reader().recordOffset());
        out.putLong(of.expireAtMs());
        out.putBytes(of.bytes(), of.offset(), of.length());
        return out;
    }

    private RecordBytes beginKey(int operation, RdbKey of, long bytes) {
        if (bytes > MOST_ORDERED_BYTES) {
            return begin(operation, bytes);
        }
        long most = bytes + NUMBERS_BYTES;
        if (!page.hasRoom(most)) {
            turn();
            if (!page.hasRoom(most)) {
                return begin(operation, bytes);
            }
        }
        RecordBytes out = page.addKey(most, sink.hash(of));
        out.putByte(operation);
        return out;
    }

    @Override
    public void string(RdbKey of, byte[] bytes, int offset, int length) {
        begin(STRING, of, length).putBytes(bytes, offset, length);
    }

    @Override
    public void integer(RdbKey of, long value) {
        begin(INTEGER, of, 0).putLong(value);
    }

    private void compact(RdbKey of, int type, byte[] bytes, int length) {
        RecordBytes out = begin(COMPACT, of, length);
        out.putByte(type);
        out.putBytes(bytes, 0, length);
    }

    private void built(RdbKey of, DetachedValue value) {
        RecordBytes out = begin(BUILT, of, 0);
        out.putInt(page.addValue(value));
    }

    // ---- collections

    @Override
    public void begin(RdbKey of, CollectionKind kind) {
        builder.begin(kind, this);
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
    public StreamLoader beginStream(RdbKey of) throws RdbException {
        begin(LEND, 0).putLong(reader().recordOffset());
        turn();
        pages.borrow();
        inStream = true;
        return sink.beginStream(of);
    }

    @Override
    public void end(RdbKey of) throws RdbException {
        if (inStream) {
            inStream = false;
            sink.end(of);
            pages.giveBack();
            return;
        }
        CollectionBuilder ended = builder.complete();
        if (ended.isSpilled()) {
            endSpilled(of);
        } else {
            int length = ended.packedLength();
            compact(of, ended.type(), ended.packedBytes(), length);
        }
        ended.forget();
    }

    private void endSpilled(RdbKey of) {
        EntryPlace place = Objects.requireNonNull(spilled);
        place.complete();
        DetachedValue value = place.entry().detach();
        spilled = null;
        scratch.clear();
        if (value.object() == null) {
            compact(of, value.type(), value.bytes(), value.bytes().length);
        } else {
            built(of, value);
        }
    }

    @Override
    public EncodingLimits limits() {
        return scratch.limits();
    }

    @Override
    public Spill spill(CollectionKind kind, int type, byte[] bytes, int length) {
        EntryPlace place = new EntryPlace(scratch.open(), loader);
        spilled = place;
        place.expect(reader().elementCount());
        return place.spill(kind, type, bytes, length);
    }

    // ---- what is about the file

    @Override
    public void database(int index) {
        RecordBytes out = begin(DATABASE, 0);
        out.putLong(reader().recordOffset());
        out.putInt(index);
    }

    @Override
    public void sizes(long keys, long keysWithExpiry) {
        RecordBytes out = begin(SIZES, 0);
        out.putLong(keys);
        out.putLong(keysWithExpiry);
    }

    @Override
    public void auxiliary(String name, String value) {
        RecordBytes out = begin(AUXILIARY, (long) name.length() + value.length());
        put(name, out);
        put(value, out);
    }

    @Override
    public void library(byte[] source) {
        begin(LIBRARY, source.length).putBytes(source, 0, source.length);
    }

    @Override
    public void notice(long offset, String sentence) {
        byte[] bytes = sentence.getBytes(UTF_8);
        RecordBytes out = begin(NOTICE, bytes.length);
        out.putLong(offset);
        out.putBytes(bytes, 0, bytes.length);
    }

    private static void put(String text, RecordBytes out) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        out.putBytes(bytes, 0, bytes.length);
    }
}
