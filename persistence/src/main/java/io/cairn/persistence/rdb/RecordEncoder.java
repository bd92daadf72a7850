package io.cairn.persistence.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Scratch;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.persistence.handover.Handover;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reading thread's sink: builds collections, and writes everything to pages for the thread that puts it to the keyspace.
 * A collection that is no compact value goes beside the page, as it is.
 *
 * <pre>
 *   record := STRING key bytes | INTEGER key i64 | COMPACT key type bytes | BUILT key number
 *           | TURN | DATABASE index | AUXILIARY string string | LIBRARY bytes | SIZES i64 i64 | NOTICE offset string | LEND
 *   key     := record offset, expiry, bytes
 * </pre>
 *
 * <p>Keys with what is small or built go to a window first, which gives them out in another order; TURN follows them. All else comes
 * behind what was before it.
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
    static final int TURN = 11;

    /** What is longer is no part of a page of keys. */
    private static final int MOST_WINDOWED_BYTES = 1024;

    /** More than the numbers of any record take. */
    private static final int NUMBERS_BYTES = 64;

    private final Handover<RecordPage> pages;
    private final RdbPageSink sink;
    private final Scratch scratch;
    private final RecordWindow window;
    private final ValueBuilder builder = new ValueBuilder();
    /** Those whose keys are in the window. */
    private final List<DetachedValue> built = new ArrayList<>();

    private @Nullable EntryPlace spilled;
    private RecordPage page = new RecordPage(0);
    private boolean inStream;

    @SuppressWarnings("UnusedVariable") // So that the compiler does not leave out what it is the sum of.
    private int warmth;

    private @Nullable RdbReader reader;

    /**
     * @param sink the building thread's sink
     * @param scratch where this thread builds, apart from the other
     * @param windowBytes how many bytes of keys are put in another order at once
     */
    RecordEncoder(Handover<RecordPage> pages, RdbPageSink sink, Scratch scratch, int windowBytes) {
        this.pages = pages;
        this.sink = sink;
        this.scratch = scratch;
        this.window = new RecordWindow(windowBytes);
    }

    /** Has all of a file read, by a reader that has this as its sink, and fills pages with it. */
    void fill(RdbReader by) throws IOException {
        reader = by;
        page = pages.empty();
        page.clear();
        try {
            by.read();
        } finally {
            drainWindow();
            page.setFileOffset(by.endOffset());
            pages.fill(page);
        }
    }

    private RdbReader reader() {
        return Objects.requireNonNull(reader);
    }

    /** Begins a record with so many bytes beside its numbers, behind all that is in the window. */
    private void begin(int operation, long bytes) {
        drainWindow();
        reserve(bytes + NUMBERS_BYTES);
        page.putByte(operation);
    }

    private void reserve(long bytes) {
        if (!page.reserve(bytes)) {
            turn();
            page.reserve(bytes);
        }
    }

    private void drainWindow() {
        if (!window.isEmpty()) {
            warmth += window.drain((bytes, offset, length, hash) -> {
                reserve(length);
                if (bytes[offset] == BUILT) {
                    page.addValue(built.get(window.intAt(offset + length - Integer.BYTES)));
                }
                page.putRecord(bytes, offset, length);
                page.addHash(hash);
            });
            built.clear();
            reserve(1);
            page.putByte(TURN);
        }
    }

    /** Begins a record of a key with so many bytes of a value; it is the window's. */
    private void beginInWindow(int operation, RdbKey of, long bytes) {
        long hash = sink.hash(of);
        long most = bytes + of.length() + NUMBERS_BYTES;
        if (!window.begin(most, hash)) {
            drainWindow();
            if (!window.begin(most, hash)) {
                throw new IllegalStateException("a window has no room for a small record: bytes=" + most);
            }
        }
        window.putByte(operation);
        window.putLong(reader().recordOffset());
        window.putLong(of.expireAtMs());
        window.putBytes(of.bytes(), of.offset(), of.length());
    }

    private boolean isWindowed(RdbKey of, long bytes) {
        return bytes + of.length() <= MOST_WINDOWED_BYTES;
    }

    private void turn() {
        page.setFileOffset(reader().endOffset());
        pages.fill(page);
        page = pages.empty();
        page.clear();
    }

    private void begin(int operation, RdbKey of, long bytes) {
        begin(operation, bytes + of.length());
        page.putLong(reader().recordOffset());
        page.putLong(of.expireAtMs());
        page.putBytes(of.bytes(), of.offset(), of.length());
        page.addHash(sink.hash(of));
    }

    @Override
    public void string(RdbKey of, byte[] bytes, int offset, int length) {
        if (isWindowed(of, length)) {
            beginInWindow(STRING, of, length);
            window.putBytes(bytes, offset, length);
        } else {
            begin(STRING, of, length);
            page.putBytes(bytes, offset, length);
        }
    }

    @Override
    public void integer(RdbKey of, long value) {
        if (isWindowed(of, 0)) {
            beginInWindow(INTEGER, of, 0);
            window.putLong(value);
        } else {
            begin(INTEGER, of, 0);
            page.putLong(value);
        }
    }

    private void compact(RdbKey of, int type, byte[] bytes, int length) {
        if (isWindowed(of, length)) {
            beginInWindow(COMPACT, of, length);
            window.putByte(type);
            window.putBytes(bytes, 0, length);
        } else {
            begin(COMPACT, of, length);
            page.putByte(type);
            page.putBytes(bytes, 0, length);
        }
    }

    /** Nobody knows how large it is, but its key is as small as any. */
    private void built(RdbKey of, DetachedValue value) {
        if (isWindowed(of, 0)) {
            beginInWindow(BUILT, of, 0);
            window.putInt(built.size());
            built.add(value);
        } else {
            begin(BUILT, of, 0);
            page.putInt(0);
            page.addValue(value);
        }
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
        begin(LEND, 0);
        page.putLong(reader().recordOffset());
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
        place.expect(0);
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
        EntryPlace place = new EntryPlace(scratch.open());
        spilled = place;
        place.expect(reader().elementCount());
        return place.spill(kind, type, bytes, length);
    }

    // ---- what is about the file

    @Override
    public void database(int index) {
        begin(DATABASE, 0);
        page.putLong(reader().recordOffset());
        page.putInt(index);
    }

    @Override
    public void sizes(long keys, long keysWithExpiry) {
        begin(SIZES, 0);
        page.putLong(keys);
        page.putLong(keysWithExpiry);
    }

    @Override
    public void auxiliary(String name, String value) {
        begin(AUXILIARY, (long) name.length() + value.length());
        put(name);
        put(value);
    }

    @Override
    public void library(byte[] source) {
        begin(LIBRARY, source.length);
        page.putBytes(source, 0, source.length);
    }

    @Override
    public void notice(long offset, String sentence) {
        byte[] bytes = sentence.getBytes(UTF_8);
        begin(NOTICE, bytes.length);
        page.putLong(offset);
        page.putBytes(bytes, 0, bytes.length);
    }

    private void put(String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        page.putBytes(bytes, 0, bytes.length);
    }
}
