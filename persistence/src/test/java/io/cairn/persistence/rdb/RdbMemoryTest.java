package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.engine.keyspace.Databases;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.StringValue;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Memory follows the bytes that are there, not the lengths that are declared; and records cost none. */
class RdbMemoryTest {
    private static final int HALF_GIGABYTE = 512 << 20;
    private static final long BUFFERS_BYTES = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private interface Task {
        void run() throws IOException;
    }

    @Test
    void declaredLengthsAreNotAllocated() {
        for (int[] head : new int[][] {
            {0, 0x80, 0x20, 0, 0, 0, 'k'}, // a key of 512 MiB
            {0, 0x80, 0x7f, 0xef, 0xff, 0xff, 'k'}, // the longest one
            {0, 1, 'k', 0x80, 0x7f, 0xef, 0xff, 0xff, 'v'}, // the longest value
            {0, 1, 'k', 0xc3, 0x80, 0x7f, 0xef, 0xff, 0xff, 0x80, 0x7f, 0xef, 0xff, 0xff, 1}, // the same compressed
            {0, 1, 'k', 0x80, 0x20, 0, 0, 0, 'v'}, // a value
            {0xfa, 0x80, 0x20, 0, 0, 0, 'n'}, // a field's name
            {0, 1, 'k', 0xc3, 0x80, 0x20, 0, 0, 0, 0x80, 0x20, 0, 0, 0, 1}, // compressed, both lengths
            {0, 1, 'k', 0xc3, 9, 0x80, 0x20, 0, 0, 0, 1, 'a', 'a', 0xe0, 0xff, 0, 0xe0, 0xff, 0
            }, // compressed, its result
            {0xf7, 1, 2, 1, 5, 0x80, 0xff, 0xff, 0xff, 0xff, 1}, // data of a module
            {0xf7, 1, 2, 1, 5, 0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
            {1, 1, 'k', 0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 'a'}, // a list of 2^63 elements
            {4, 1, 'k', 0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 'a', 1, 'b'}, // a hash
            {16, 1, 'k', 0x80, 0x20, 0, 0, 0, 'l'}, // a listpack
            {16, 1, 'k', 13, 13, 0, 0, 0, 1, 0, 0xf0, 0xff, 0xff, 0xff, 0x1f, 'a', 0xff}, // an entry of one
            {11, 1, 'k', 8, 2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff}, // an intset
            {0xfe, 0, 0xfb, 0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0} // sizes of a database
        }) {
            byte[] file = RdbBytes.file("REDIS0010").add(head).toBytes();
            assertThat(allocatedWhileRefusing(file)).isLessThan(BUFFERS_BYTES);
        }
    }

    @Test
    void aHalfReadStringTakesAFewTimesWhatArrived() {
        int arrived = 10 << 20;
        byte[] head =
                RdbBytes.file("REDIS0010").add(0, 1, 'k', 0x80, 0x20, 0, 0, 0).toBytes();
        byte[] file = Arrays.copyOf(head, head.length + arrived);
        assertThat(allocatedWhileRefusing(file)).isBetween((long) arrived, 5L * arrived);
    }

    @Test
    void aCompressedStringThatPromisesTooMuchIsNotAllocated() {
        int compressed = 8 << 20;
        byte[] head = RdbBytes.file("REDIS0010")
                .add(0, 1, 'k', 0xc3, 0x80, 0, 0x80, 0, 0, 0x80, 0x20, 0, 0, 0)
                .toBytes();
        // All zeros: every token is a literal run of one byte, so half as many bytes come out.
        byte[] file = Arrays.copyOf(head, head.length + compressed);
        assertThat(allocatedWhileRefusing(file)).isBetween((long) compressed, 4L * compressed);
    }

    @Test
    void theLongestCompressedStringIsRead() throws IOException {
        // A zero, then copies of 264 bytes from just before, the last of what is missing.
        int copies = (HALF_GIGABYTE - 1) / 264;
        int missing = (HALF_GIGABYTE - 1) % 264;
        RdbBytes tokens = RdbBytes.file("").add(0, 0);
        for (int i = 0; i < copies; i++) {
            tokens.add(0xe0, 0xff, 0);
        }
        byte[] compressed = tokens.add(0xe0, missing - 9, 0).toBytes();
        byte[] file = RdbBytes.file("REDIS0010")
                .add(0, 1, 'k', 0xc3, 0x80)
                .int32(Integer.reverseBytes(compressed.length))
                .add(0x80)
                .int32(Integer.reverseBytes(HALF_GIGABYTE))
                .text(RecordingSink.text(compressed, 0, compressed.length))
                .end();
        assertThat(load(file).longestValue).isEqualTo(HALF_GIGABYTE);
    }

    @Test
    void oneLongStringDoesNotKeepItsMemory() throws IOException {
        RdbString string = new RdbString();
        string.setBytes(string.reserve(2 << 20), 0, 2 << 20);
        string.release();
        assertThat(string.capacity()).isZero();
        string.reserve(1 << 20);
        string.release();
        assertThat(string.capacity()).isEqualTo(1 << 20);
    }

    @Test
    void loadingAllocatesNothingPerRecord() throws IOException {
        byte[] small = SampleStrings.write(SampleStrings.dataSet(41, 1_000, 500), true, true);
        byte[] large = SampleStrings.write(SampleStrings.dataSet(41, 30_000, 500), true, true);
        for (int round = 0; round < 50; round++) {
            load(small);
        }
        long ofSmall = allocated(() -> load(small));
        long ofLarge = allocated(() -> load(large));
        assertThat(ofLarge - ofSmall).isLessThan(20_000);
    }

    @Test
    void loadingAllocatesNothingPerElement() throws IOException {
        byte[] compact = SampleCollections.build(EncodingLimits.DEFAULT, 51).write(12, true);
        byte[] large =
                SampleCollections.build(SampleCollections.LIMITS.get(1), 51).write(12, true);
        for (byte[] file : new byte[][] {compact, large}) {
            for (int round = 0; round < 20; round++) {
                load(file);
            }
            long[] elements = new long[1];
            long allocated = allocated(() -> elements[0] = load(file).elements);
            assertThat(elements[0]).isGreaterThan(20_000);
            assertThat(allocated).isLessThan(BUFFERS_BYTES + elements[0]);
        }
    }

    @Test
    void buildingCompactValuesAllocatesNothingPerElement() throws IOException {
        Databases databases = new MemorySink(EncodingLimits.DEFAULT).databases;
        ValueBuilder builder = new ValueBuilder();
        Element element = new Element();
        Element word = new Element();
        byte[] text = RealRedis.latin1("a word of some length");
        for (int round = 0; round < 3_000; round++) {
            buildAllKinds(builder, databases, element, word, text);
        }
        long few = allocated(() -> buildAllKinds(builder, databases, element, word, text));
        // One object per value beside the page; nothing for its elements.
        assertThat(few).isLessThan(1_000);
    }

    private static void buildAllKinds(
            ValueBuilder builder, Databases databases, Element number, Element word, byte[] text) {
        for (CollectionKind kind : CollectionKind.values()) {
            Entry place = databases.scratch();
            builder.begin(kind, place);
            for (int i = 0; i < 15; i++) {
                number.pointInteger(i);
                word.point(text, 0, i + 5);
                switch (kind) {
                    case HASH -> builder.field(number, word, RdbKey.NO_EXPIRY);
                    case SORTED_SET -> builder.member(word, i);
                    default -> builder.element(word);
                }
            }
            builder.end(place, RdbKey.NO_EXPIRY);
        }
    }

    @Test
    void writingAllocatesNothingPerRecord() throws IOException {
        byte[][] strings = SampleStrings.dataSet(42, 1_000, 500).values().stream()
                .map(entry -> RealRedis.latin1(entry.value()))
                .toArray(byte[][]::new);
        for (int round = 0; round < 20; round++) {
            write(strings, 1);
        }
        long ofOnce = allocated(() -> write(strings, 1));
        long ofTwenty = allocated(() -> write(strings, 20));
        assertThat(ofTwenty - ofOnce).isLessThan(20_000);
    }

    private static void write(byte[][] strings, int times) throws IOException {
        RdbWriter writer = new RdbWriter((source, offset, length) -> {}, RdbFormat.DEFAULT_VERSION, true, true);
        writer.begin(Map.of());
        StringValue value = new StringValue();
        for (int time = 0; time < times; time++) {
            for (byte[] string : strings) {
                value.point(string, 0, string.length);
                writer.record(string, 0, string.length, time, value);
            }
        }
        writer.finish();
    }

    private static LengthSink load(byte[] file) throws IOException {
        LengthSink sink = new LengthSink();
        RdbBytes.reader(file, sink).read();
        return sink;
    }

    private static long allocatedWhileRefusing(byte[] file) {
        boolean[] refused = new boolean[1];
        long allocated = allocated(() -> {
            try {
                load(file);
            } catch (RdbException refusal) {
                refused[0] = true;
            }
        });
        assertThat(refused[0]).isTrue();
        return allocated;
    }

    private static long allocated(Task task) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            task.run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static final class LengthSink implements RdbSink {
        private int longestValue;
        private int elements;

        @Override
        public void string(RdbKey key, byte[] bytes, int offset, int length) {
            longestValue = Math.max(longestValue, length);
        }

        @Override
        public void integer(RdbKey key, long value) {}

        @Override
        public void begin(RdbKey key, CollectionKind kind) {}

        @Override
        public boolean element(Element element) {
            elements++;
            longestValue = Math.max(longestValue, element.length());
            return true;
        }

        @Override
        public boolean field(Element name, Element value, long expireAtMs) {
            elements++;
            longestValue = Math.max(longestValue, value.length());
            return true;
        }

        @Override
        public boolean member(Element member, double score) {
            elements++;
            longestValue = Math.max(longestValue, member.length());
            return true;
        }

        @Override
        public StreamLoader beginStream(RdbKey key) {
            throw new IllegalStateException("there is no stream");
        }

        @Override
        public void end(RdbKey key) {}

        @Override
        public void auxiliary(String name, String value) {}

        @Override
        public void library(byte[] source) {}

        @Override
        public void database(int index) {}

        @Override
        public void sizes(long keys, long keysWithExpiry) {}

        @Override
        public void notice(long offset, String sentence) {}
    }
}
