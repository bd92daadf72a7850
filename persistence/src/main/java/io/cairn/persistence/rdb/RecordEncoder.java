package io.cairn.persistence.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.persistence.handover.Handover;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reading thread's sink: makes small collections compact values, and writes everything to pages for the thread that
 * builds.
 *
 * <pre>
 *   record := STRING key bytes | INTEGER key i64 | COMPACT key type bytes
 *           | SPILLED key kind i64 type bytes (ELEMENT offset element | LEAF bytes | FIELD offset element element expiry
 *           | MEMBER offset element score)* END key
 *           | TURN | DATABASE index | AUXILIARY string string | LIBRARY bytes | SIZES i64 i64 | NOTICE offset string | LEND
 *   key     := record offset, expiry, bytes
 * </pre>
 *
 * <p>Keys with what is small go to a window first, which gives them out in another order; TURN follows them. All else comes
 * behind what was before it.
 *
 * <p>Streams are not written: what reads them works directly with the builder's sink, while the builder waits.
 */
final class RecordEncoder implements RdbSink, ValuePlace {
    static final int STRING = 1;
    static final int INTEGER = 2;
    static final int COMPACT = 3;
    static final int SPILLED = 4;
    static final int ELEMENT = 5;
    static final int LEAF = 6;
    static final int FIELD = 7;
    static final int MEMBER = 8;
    static final int END = 9;
    static final int DATABASE = 10;
    static final int AUXILIARY = 11;
    static final int LIBRARY = 12;
    static final int SIZES = 13;
    static final int NOTICE = 14;
    static final int LEND = 15;
    static final int TURN = 16;

    /** What is longer is no part of a page of keys. */
    private static final int MOST_WINDOWED_BYTES = 1024;

    /** More than the numbers of any record take. */
    private static final int NUMBERS_BYTES = 64;

    private final Handover<RecordPage> pages;
    private final RdbPageSink sink;
    private final EncodingLimits limits;
    private final RecordWindow window;
    private final ValueBuilder builder = new ValueBuilder();
    private final Elements elements = new Elements();
    private RdbKey key = new RdbKey();
    private RecordPage page = new RecordPage(0);
    private boolean inStream;
    private @Nullable RdbReader reader;

    /**
     * @param sink the building thread's sink
     * @param limits up to which size values are compact
     * @param windowBytes how many bytes of keys are put in another order at once
     */
    RecordEncoder(Handover<RecordPage> pages, RdbPageSink sink, EncodingLimits limits, int windowBytes) {
        this.pages = pages;
        this.sink = sink;
        this.limits = limits;
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
            window.drain((bytes, offset, length, hash) -> {
                reserve(length);
                page.putRecord(bytes, offset, length);
                page.addHash(hash);
            });
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

    // ---- collections

    @Override
    public void begin(RdbKey of, CollectionKind kind) {
        key = of;
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
            begin(END, of, 0);
        } else {
            int length = ended.packedLength();
            compact(of, ended.type(), ended.packedBytes(), length);
        }
    }

    // ---- collections that are not compact

    @Override
    public EncodingLimits limits() {
        return limits;
    }

    @Override
    public Spill spill(CollectionKind kind, int type, byte[] bytes, int length) {
        begin(SPILLED, key, length);
        page.putByte(kind.ordinal());
        page.putLong(reader().elementCount());
        page.putByte(type);
        page.putBytes(bytes, 0, length);
        return elements;
    }

    /** Whether an element is there twice finds out who builds. */
    private final class Elements implements Spill {
        private void begin(int operation, long bytes) {
            RecordEncoder.this.begin(operation, bytes);
            page.putLong(reader().elementOffset());
        }

        private void put(Element element) {
            page.putBytes(element.bytes(), element.offset(), element.length());
        }

        @Override
        public boolean element(Element element) {
            begin(ELEMENT, element.length());
            put(element);
            return true;
        }

        @Override
        public void leaf(byte[] listpack, int length) {
            RecordEncoder.this.begin(LEAF, length);
            page.putBytes(listpack, 0, length);
        }

        @Override
        public boolean field(Element name, Element value, long expireAtMs) {
            begin(FIELD, (long) name.length() + value.length());
            put(name);
            put(value);
            page.putLong(expireAtMs);
            return true;
        }

        @Override
        public boolean member(Element member, double score) {
            begin(MEMBER, member.length());
            put(member);
            page.putLong(Double.doubleToRawLongBits(score));
            return true;
        }
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
