package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;

import io.cairn.engine.structure.Element;
import java.io.IOException;

/**
 * What codecs read a value with: the input, where the value goes, and what is used again for one value after the other.
 *
 * <p>The kinds of blobs have a reader each. A collection begins at the sink with its first element, so one without elements
 * never does. One thread.
 */
final class ValueInput {
    final RdbInput in;
    final RdbString string = new RdbString();
    private final RdbString name = new RdbString();
    private final RdbString content = new RdbString();
    private final Element element = new Element();
    private final Element nameElement = new Element();
    private final Element third = new Element();

    private final ListpackReader listpack = new ListpackReader();
    private final ZiplistReader ziplist = new ZiplistReader();
    private final ZipmapReader zipmap = new ZipmapReader();
    private final IntsetReader intset = new IntsetReader();

    private final RdbValueSink sink;
    private RdbKey key = new RdbKey();
    private CollectionKind kind = CollectionKind.LIST;
    private boolean valkey;
    private boolean begun;
    private long elementOffset;
    private long count;

    ValueInput(RdbInput in, RdbValueSink sink) {
        this.in = in;
        this.sink = sink;
    }

    /** Says whether what is read is in Valkey's own version, in which one type is another one. */
    void valkey(boolean isValkey) {
        valkey = isValkey;
    }

    boolean isValkey() {
        return valkey;
    }

    /** Begins to read the value of a key. */
    void start(RdbKey newKey) {
        key = newKey;
        begun = false;
        count = 0;
    }

    RdbKey key() {
        return key;
    }

    RdbValueSink sink() {
        return sink;
    }

    /** Says which kind of collection the value is. */
    void kind(CollectionKind newKind) {
        kind = newKind;
    }

    /** Ends a collection; returns whether it had an element. */
    boolean finish() throws RdbException {
        if (begun) {
            sink.end(key);
        }
        string.release();
        return begun;
    }

    // ---- reading

    /** Reads how many elements a collection has. */
    long readCount() throws IOException {
        count = in.readLength();
        return count;
    }

    /** How many elements the collection is said to have; 0 if it is not said. */
    long count() {
        return count;
    }

    /** Reads a string, which is valid until the next read. */
    Element readElement() throws IOException {
        in.readString(string);
        return point(element, string);
    }

    /** Reads a string that stays valid while others are read; {@link #pinNames} and {@link #unpinNames} are around it. */
    void readName() throws IOException {
        in.readString(name);
    }

    /** Reads a string that stays valid like {@link #readName}'s. */
    void readContent() throws IOException {
        in.readString(content);
    }

    /** The string that {@link #readName} has read. */
    Element name() {
        return point(nameElement, name);
    }

    /** The string that {@link #readContent} has read. */
    Element content() {
        return point(element, content);
    }

    /** Begins to read names and contents, which outlive changes of the input's buffer. */
    void pinNames() {
        in.pin(name);
        in.pin(content);
    }

    /** Ends the reading of names and contents. */
    void unpinNames() {
        in.unpin();
        in.unpin();
        name.release();
        content.release();
    }

    /** Reads a string that is a blob of this kind. */
    BlobReader readBlob(BlobReader reader) throws IOException {
        long offset = in.offset();
        in.readString(string);
        reader.open(string, offset, this);
        return reader;
    }

    ListpackReader listpack() {
        return listpack;
    }

    ZiplistReader ziplist() {
        return ziplist;
    }

    ZipmapReader zipmap() {
        return zipmap;
    }

    IntsetReader intset() {
        return intset;
    }

    /** An element to be pointed at an entry of a blob; another one than {@link #nameOfBlob} and {@link #thirdOfBlob}. */
    Element elementOfBlob() {
        return element;
    }

    Element nameOfBlob() {
        return nameElement;
    }

    Element thirdOfBlob() {
        return third;
    }

    private static Element point(Element into, RdbString from) {
        if (from.isInteger) {
            into.pointInteger(from.integer);
        } else {
            into.point(from.bytes, from.offset, from.length);
        }
        return into;
    }

    // ---- handing over

    /** Where the element stands that is being handed over. */
    long elementOffset() {
        return elementOffset;
    }

    void element(Element value, long offset) throws RdbException {
        begin(offset);
        if (!sink.element(value)) {
            throw twice(value, kind, key, offset);
        }
    }

    void field(Element field, Element value, long expireAtMs, long offset) throws RdbException {
        begin(offset);
        if (!sink.field(field, value, expireAtMs)) {
            throw twice(field, kind, key, offset);
        }
    }

    void member(Element member, double score, long offset) throws RdbException {
        if (Double.isNaN(score)) {
            throw damaged(offset, "the member " + quoted(member) + " of " + this + " has a score that is no number");
        }
        begin(offset);
        if (!sink.member(member, score)) {
            throw twice(member, kind, key, offset);
        }
    }

    private void begin(long offset) throws RdbException {
        elementOffset = offset;
        if (!begun) {
            begun = true;
            sink.begin(key, kind);
        }
    }

    /** Says that a collection has an element twice. */
    static RdbException twice(Element element, CollectionKind kind, RdbKey key, long offset) {
        String what = kind == CollectionKind.HASH ? "field" : "member";
        return damaged(offset, "the " + what + " " + quoted(element) + " of " + text(kind, key) + " is there twice");
    }

    static String quoted(Element element) {
        return RdbKey.quoted(element.bytes(), element.offset(), element.length());
    }

    /** The value for people. */
    @Override
    public String toString() {
        return text(kind, key);
    }

    private static String text(CollectionKind kind, RdbKey key) {
        return "the " + kind + " " + key;
    }
}
