package io.cairn.persistence.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.Scratch;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.LargeLoader;
import io.cairn.persistence.handover.Handover;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The reading thread's sink: builds collections, and writes everything to pages for the thread that puts it to the keyspace.
 * What does not lie in the keyspace's own pages goes beside the page, as it is.
 *
 * <pre>
 *   page   := key+ | other*
 *   key    := length hash offset kind (STRING bytes | INTEGER i64 | COMPACT type bytes | BUILT value)
 *   kind   := operation, expires: u8; expiry if it does; name: bytes
 *   other  := DATABASE index | AUXILIARY string string | LIBRARY bytes | SIZES i64 i64 | NOTICE offset string | LEND
 * </pre>
 *
 * <p>Keys are collected in pages by the first bits of their hashes, each of which is handed over when it is full: the one who
 * builds gets many keys at once that go to few pages of memory. Values beside a page count as if they lay in it. At first pages
 * are handed over when they are partly full, one sooner than the other, so that they go on in turn and not all at once.
 *
 * <p>Other records come behind all keys that stand before them in the file, and before those behind them. The last page is one
 * of others, without any if need be.
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

    /** Added to an operation: the key expires. */
    static final int EXPIRES = 0x80;

    /** What a key's record has beside its name, its value and its expiry. */
    static final int KEY_HEAD_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES + 1;

    /** Parts of a large value that are looked at for how much memory it takes. */
    private static final int SAMPLES = 4;

    /** More than the numbers of any other record take. */
    private static final int NUMBERS_BYTES = 64;

    private final Handover<RecordPage> pages;
    private final RdbPageSink sink;
    private final Scratch scratch;
    private final ValueBuilder builder = new ValueBuilder();
    private final LargeLoader loader = new LargeLoader();
    private @Nullable EntryPlace spilled;
    /** Pages of keys, by the first bits of their hashes. */
    private final @Nullable RecordPage[] parts;

    private final int partShift;
    /** That of the key whose record is being written. */
    private int part;
    /** How many pages have been begun since all of them were handed over. */
    private long partsBegun;

    private @Nullable RecordPage others;
    private boolean inStream;
    private @Nullable RdbReader reader;

    /**
     * @param sink the building thread's sink
     * @param scratch where this thread builds, apart from the other
     * @param partCount how many pages of keys are filled at the same time, a power of two
     */
    RecordEncoder(Handover<RecordPage> pages, RdbPageSink sink, Scratch scratch, int partCount) {
        this.pages = pages;
        this.sink = sink;
        this.scratch = scratch;
        parts = new RecordPage[partCount];
        partShift = Long.SIZE - 1 - Integer.numberOfTrailingZeros(partCount);
    }

    /** Has all of a file read, by a reader that has this as its sink, and fills pages with it. */
    void fill(RdbReader by) throws IOException {
        reader = by;
        try {
            by.read();
        } finally {
            others();
            handOverOthers();
        }
    }

    private RdbReader reader() {
        return Objects.requireNonNull(reader);
    }

    private void handOver(RecordPage page) {
        page.setFileOffset(leastHeldOffset());
        pages.fill(page);
        if (page.isOutgrown()) {
            // Many of these would take more memory than all pages should.
            pages.awaitEmptied();
        }
    }

    /** Where the first record stands that is in no page that was handed over. */
    private long leastHeldOffset() {
        long least = reader().endOffset();
        for (RecordPage page : parts) {
            least = page == null ? least : Math.min(least, page.firstOffset());
        }
        return least;
    }

    private void handOverIfFull(RecordPage page) {
        if (page.isFull()) {
            parts[part] = null;
            handOver(page);
        }
    }

    private void handOverKeys() {
        for (int i = 0; i < parts.length; i++) {
            RecordPage page = parts[i];
            if (page != null) {
                parts[i] = null;
                handOver(page);
            }
        }
        partsBegun = 0;
    }

    private void handOverOthers() {
        RecordPage page = others;
        if (page != null) {
            others = null;
            handOver(page);
        }
    }

    /** The page of other records, behind all keys. */
    private RecordPage others() {
        RecordPage page = others;
        if (page == null) {
            handOverKeys();
            page = pages.empty();
            page.beginOthers();
            others = page;
        }
        return page;
    }

    /** Begins another record than a key's, with so many bytes beside its numbers. */
    private RecordBytes begin(int operation, long bytes) {
        long most = bytes + NUMBERS_BYTES;
        if (others != null && others.isCrowded(most)) {
            handOverOthers();
        }
        RecordBytes out = others().add(most);
        out.putByte(operation);
        return out;
    }

    /** Begins the record of a key with so many bytes of a value, and their length. */
    private RecordPage beginKey(int operation, RdbKey of, int bytes) {
        boolean expires = of.expireAtMs() != RdbKey.NO_EXPIRY;
        int length = Math.addExact(KEY_HEAD_BYTES + (expires ? Long.BYTES : 0) + Integer.BYTES + bytes, of.length());
        long hash = sink.hash(of);
        long offset = reader().recordOffset();
        RecordPage page = page(hash, offset, length);
        RecordBytes out = page.add(length);
        out.putInt(length);
        out.putLong(hash);
        out.putInt((int) (offset - page.firstOffset()));
        out.putByte(operation | (expires ? EXPIRES : 0));
        if (expires) {
            out.putLong(of.expireAtMs());
        }
        out.putBytes(of.bytes(), of.offset(), of.length());
        return page;
    }

    /** A page of keys that has room for a record of so many bytes of this key. */
    private RecordPage page(long hash, long offset, int length) {
        part = (int) (hash >>> 1 >>> partShift);
        RecordPage page = parts[part];
        if (page != null && page.hasRoom(length, offset)) {
            return page;
        }
        handOverOthers();
        if (page != null) {
            parts[part] = null;
            handOver(page);
        }
        RecordPage fresh = pages.empty();
        partsBegun++;
        fresh.beginKeys(offset, Math.min(1, (double) partsBegun / parts.length));
        parts[part] = fresh;
        return fresh;
    }

    @Override
    public void string(RdbKey of, byte[] bytes, int offset, int length) {
        if (length > RecordTable.MAX_INLINE_VALUE_BYTES) {
            Entry entry = scratch.open();
            entry.putText(bytes, offset, length, RecordTable.NO_EXPIRY);
            detached(of, entry);
            return;
        }
        RecordPage page = beginKey(STRING, of, Integer.BYTES + length);
        page.records().putBytes(bytes, offset, length);
        handOverIfFull(page);
    }

    @Override
    public void integer(RdbKey of, long value) {
        RecordPage page = beginKey(INTEGER, of, Long.BYTES);
        page.records().putLong(value);
        handOverIfFull(page);
    }

    private void compact(RdbKey of, int type, byte[] bytes, int length) {
        if (length > RecordTable.MAX_INLINE_VALUE_BYTES) {
            Entry entry = scratch.open();
            entry.putPacked(type, bytes, 0, length, RecordTable.NO_EXPIRY);
            detached(of, entry);
            return;
        }
        RecordPage page = beginKey(COMPACT, of, 1 + Integer.BYTES + length);
        RecordBytes out = page.records();
        out.putByte(type);
        out.putBytes(bytes, 0, length);
        handOverIfFull(page);
    }

    /** What lies in the scratch, which is cleared. */
    private void detached(RdbKey of, Entry entry) {
        DetachedValue value = entry.detach();
        scratch.clear();
        if (value.object() == null) {
            compact(of, value.type(), value.bytes(), value.bytes().length);
        } else {
            RecordPage page = beginKey(BUILT, of, Integer.BYTES);
            page.records().putInt(page.addValue(value, value.object().memoryBytes(SAMPLES)));
            handOverIfFull(page);
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
        begin(LEND, 0).putLong(reader().recordOffset());
        handOverOthers();
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
        spilled = null;
        detached(of, place.entry());
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
