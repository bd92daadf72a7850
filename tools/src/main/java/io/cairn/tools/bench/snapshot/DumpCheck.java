package io.cairn.tools.bench.snapshot;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.persistence.rdb.CollectionKind;
import io.cairn.persistence.rdb.RdbKey;
import io.cairn.persistence.rdb.RdbReader;
import io.cairn.persistence.rdb.RdbSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares what a dump holds with the number that each element should have; all of them, each once. */
final class DumpCheck implements RdbSink {
    private static final long SEEN = -2;

    private final SaveKind kind;
    private final long[] expected;
    private int nextInList;
    private long found;
    private long wrong;

    private DumpCheck(SaveKind kind, long[] expected) {
        this.kind = kind;
        this.expected = expected;
    }

    /** How many elements are missing, have another number than expected, or should not be there. Spends what is expected. */
    static long countWrong(Path dump, SaveKind kind, long[] expected) throws IOException {
        DumpCheck check = new DumpCheck(kind, expected);
        try (InputStream in = Files.newInputStream(dump)) {
            new RdbReader(in::read, check).read();
        }
        return check.wrong + expected.length - check.found;
    }

    private boolean see(SaveKind where, long index, long number) {
        if (where != kind || index < 0 || index >= expected.length || expected[(int) index] == SEEN) {
            wrong++;
            return true;
        }
        found++;
        if (expected[(int) index] != number) {
            wrong++;
        }
        expected[(int) index] = SEEN;
        return true;
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static String text(Element element) {
        return text(element.bytes(), element.offset(), element.length());
    }

    @Override
    public void string(RdbKey key, byte[] bytes, int offset, int length) {
        long index = SaveKind.index(text(key.bytes(), key.offset(), key.length()));
        see(SaveKind.STRINGS, index, SaveKind.number(text(bytes, offset, length)));
    }

    @Override
    public boolean element(Element element) {
        return see(SaveKind.LIST, nextInList++, SaveKind.number(text(element)));
    }

    @Override
    public boolean field(Element name, Element value, long expireAtMs) {
        return see(SaveKind.HASH, SaveKind.index(text(name)), SaveKind.number(text(value)));
    }

    @Override
    public boolean member(Element member, double score) {
        return see(SaveKind.ZSET, SaveKind.index(text(member)), score == Math.rint(score) ? (long) score : -1);
    }

    @Override
    public void integer(RdbKey key, long value) {
        wrong++;
    }

    @Override
    public StreamLoader beginStream(RdbKey key) {
        throw new IllegalStateException("a stream in the dump, key " + key + ", and none was written");
    }

    @Override
    public void begin(RdbKey key, CollectionKind collection) {}

    @Override
    public void end(RdbKey key) {}

    @Override
    public void library(byte[] source) {}

    @Override
    public void auxiliary(String name, String value) {}

    @Override
    public void database(int index) {}

    @Override
    public void sizes(long keyCount, long expiring) {}

    @Override
    public void notice(long offset, String sentence) {}
}
