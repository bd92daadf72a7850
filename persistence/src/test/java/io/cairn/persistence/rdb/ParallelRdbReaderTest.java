package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.value.EncodingLimits;
import io.cairn.persistence.handover.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Goal: two threads make of a file exactly what one makes of it.
 *
 * <p>Method: every sample is read by both, whole, cut, with flipped bits, and without its checksum, so that what is damaged
 * gets as far as it can; with pages so small that every record crosses them, and usual ones; with limits that make values
 * large. Invariants: the same data and notices, or a refusal of the same kind with the same offset and sentence.
 */
class ParallelRdbReaderTest {
    private static final List<Pages> PAGES =
            List.of(new Pages(4, 1), new Pages(1, 300), new Pages(64, 4_000), new Pages(8, 128 << 10));

    /** How many pages are filled at the same time, and how long they are. */
    private record Pages(int parts, int bytes) {}

    @Test
    void wholeFilesGiveTheSameData() throws IOException {
        Set<String> kinds = new TreeSet<>();
        for (byte[] file : samples()) {
            for (EncodingLimits limits : SampleCollections.LIMITS) {
                for (Pages pages : PAGES) {
                    Outcome one = readByOne(file, limits);
                    assertThat(readByTwo(file, limits, pages)).isEqualTo(one);
                    for (String kind : List.of("string", "list", "set", "hash", "zset", "stream")) {
                        if (String.valueOf(one.data).contains(" = " + kind + " ")) {
                            kinds.add(kind);
                        }
                    }
                }
            }
        }
        assertThat(kinds).hasSize(6);
    }

    @Test
    void cutAndDamagedFilesGiveTheSameRefusalAtTheSameOffset() throws IOException {
        int refused = 0;
        int accepted = 0;
        int step = 0;
        for (byte[] file : samples()) {
            byte[] unchecked = withoutChecksum(file);
            // Primes, so that all bits of a byte and all sorts of places have their turn.
            for (int bit = step % 31; bit < unchecked.length * 8; bit += Math.max(7, unchecked.length * 8 / 250)) {
                byte[] flipped = unchecked.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Outcome one = readByOne(flipped, EncodingLimits.DEFAULT);
                assertThat(readByTwo(flipped, EncodingLimits.DEFAULT, PAGES.get(bit % PAGES.size())))
                        .as("bit=%d", bit)
                        .isEqualTo(one);
                refused += one.refusal == null ? 0 : 1;
                accepted += one.refusal == null ? 1 : 0;
            }
            for (int length = step % 17; length < file.length; length += Math.max(17, file.length / 200)) {
                byte[] cut = Arrays.copyOf(file, length);
                Outcome one = readByOne(cut, EncodingLimits.DEFAULT);
                assertThat(one.refusal).isNotNull();
                assertThat(readByTwo(cut, EncodingLimits.DEFAULT, PAGES.get(length % PAGES.size())))
                        .as("length=%d", length)
                        .isEqualTo(one);
            }
            step += 7;
        }
        assertThat(refused).isGreaterThan(500);
        assertThat(accepted).isGreaterThan(300);
    }

    @Test
    void stringsAndNamesOfAllLengthsGiveTheSameData() throws IOException {
        RdbBytes file = RdbBytes.file("REDIS0009");
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            if (i % 3 == 0) {
                file.add(RdbFormat.OPCODE_EXPIRETIME_MS).int64(i % 2 == 0 ? 1 : Long.MAX_VALUE - 1);
            }
            if (i % 50 == 0) {
                // A collection without elements, which is passed over with a notice.
                file.add(RdbFormat.TYPE_SET).string("empty:" + i).add(0);
            }
            int name = i % 40 == 0 ? 70_000 : i % 10 == 0 ? 300 : 1;
            int value = i % 30 == 1 ? 200_000 : random.nextInt(i % 2 == 0 ? 40 : 1200);
            file.add(RdbFormat.TYPE_STRING)
                    .add(0x80)
                    .int32(Integer.reverseBytes(name + 3))
                    .text("n".repeat(name) + (100 + i))
                    .add(0x80)
                    .int32(Integer.reverseBytes(value))
                    .text("v".repeat(value));
        }
        byte[] bytes = file.add(0xff).int64(0).toBytes();
        Outcome one = readByOne(bytes, EncodingLimits.DEFAULT);
        assertThat(one.refusal).isNull();
        assertThat(one.notices).hasSizeGreaterThan(5);
        for (Pages pages : PAGES) {
            assertThat(readByTwo(bytes, EncodingLimits.DEFAULT, pages)).isEqualTo(one);
        }
    }

    @Test
    void aKeyThatIsThereTwiceIsRefusedBeforeWhatIsWrongBehindIt() throws IOException {
        RdbBytes file = RdbBytes.file("REDIS0009");
        for (int i = 0; i < 300; i++) {
            file.add(RdbFormat.TYPE_STRING).string("key:" + (i == 100 ? 3 : i)).string("value");
        }
        byte[] cut = file.toBytes();
        Outcome one = readRepeatedly(cut, null);
        assertThat(one.refusal).contains("'key:3'");
        for (Pages pages : PAGES) {
            assertThat(readRepeatedly(cut, pages)).isEqualTo(one);
        }
    }

    @Test
    void whatIsTwiceInALargeCollectionIsRefusedAsByOneThread() throws IOException {
        for (int type : new int[] {RdbFormat.TYPE_SET, RdbFormat.TYPE_HASH, RdbFormat.TYPE_ZSET_2}) {
            RdbBytes file = RdbBytes.file("REDIS0009").add(type).string("key").add(0x41, 0x91);
            for (int i = 0; i <= 400; i++) {
                file.string("member:" + (i == 400 ? 399 : i));
                if (type == RdbFormat.TYPE_HASH) {
                    file.string("value");
                } else if (type == RdbFormat.TYPE_ZSET_2) {
                    file.int64(Double.doubleToRawLongBits(i));
                }
            }
            byte[] bytes = file.add(0xff).int64(0).toBytes();
            EncodingLimits small = SampleCollections.LIMITS.get(1);
            Outcome one = readByOne(bytes, small);
            assertThat(one.refusal).contains("'member:399'", "is there twice");
            for (Pages pages : PAGES) {
                assertThat(readByTwo(bytes, small, pages)).isEqualTo(one);
            }
        }
    }

    @Test
    void ofManyKeysThatAreThereTwiceTheFirstInTheFileIsRefused() throws IOException {
        RdbBytes file = RdbBytes.file("REDIS0009");
        for (int i = 0; i < 400; i++) {
            file.add(RdbFormat.TYPE_STRING).string("key:" + i % 200).string("value");
        }
        byte[] bytes = file.add(0xff).int64(0).toBytes();
        Outcome one = readRepeatedly(bytes, null);
        assertThat(one.refusal).contains("'key:0'");
        for (Pages pages : PAGES) {
            assertThat(readRepeatedly(bytes, pages)).isEqualTo(one);
        }
    }

    @Test
    void largeValuesCountAmongTheKeysThatAreThereTwice() throws IOException {
        for (int twice : new int[] {0, 1, 3, 8}) {
            RdbBytes file = RdbBytes.file("REDIS0009");
            for (int i = 0; i < 40; i++) {
                int key = i < 20 ? i : 20 + (i - twice) % 20;
                if (i % 3 == 0) {
                    file.add(RdbFormat.TYPE_SET)
                            .string("key:" + (i == 20 + twice ? twice : key))
                            .add(0x41, 0x90);
                    for (int member = 0; member < 400; member++) {
                        file.string("member:" + member);
                    }
                } else {
                    file.add(RdbFormat.TYPE_STRING)
                            .string("key:" + (i == 20 + twice ? twice : key))
                            .string("value");
                }
            }
            byte[] bytes = file.add(0xff).int64(0).toBytes();
            Outcome one = readRepeatedly(bytes, null);
            assertThat(one.refusal).contains("comes twice");
            for (Pages pages : PAGES) {
                assertThat(readRepeatedly(bytes, pages)).isEqualTo(one);
            }
        }
    }

    /** With the offsets of records, as a loader has them; without pages: by one thread. */
    private static Outcome readRepeatedly(byte[] file, @Nullable Pages pages) throws IOException {
        MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
        if (pages == null) {
            RdbReader reader = new RdbReader(new ByteArrayInputStream(file)::read, sink);
            sink.recordOffset = reader::recordOffset;
            return outcome(sink, reader::read);
        }
        ParallelRdbReader reader = new ParallelRdbReader(
                new ByteArrayInputStream(file)::read,
                sink,
                sink.databases.newScratchApart(),
                offset -> {},
                pages.parts,
                pages.bytes);
        sink.recordOffset = reader::recordOffset;
        return outcome(sink, reader::read);
    }

    @Test
    void aFailureOfTheSourceIsThrownAndEndsBothThreads() {
        IOException failure = new IOException("the disk");
        MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
        ParallelRdbReader reader = new ParallelRdbReader(
                (target, offset, length) -> {
                    throw failure;
                },
                sink,
                sink.databases.newScratchApart(),
                1 << 20,
                offset -> {});
        assertThatThrownBy(reader::read).isSameAs(failure);
        assertThat(loadingThreads()).isEmpty();
    }

    /** Values that lie beside the pages fill them too: else all of a file would be read before anybody looks at what was found. */
    @Test
    void noMoreIsReadThanThePagesHoldWhenLoadingEnds() throws IOException {
        byte[] file = longStrings(400, 3);
        IOException stop = new IOException("stopped");
        for (Progress progress : List.<Progress>of(offset -> {}, offset -> {
            throw stop;
        })) {
            MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
            ByteArrayInputStream in = new ByteArrayInputStream(file);
            ParallelRdbReader reader =
                    new ParallelRdbReader(in::read, sink, sink.databases.newScratchApart(), progress, 4, 2_000);
            sink.recordOffset = reader::recordOffset;
            assertThatThrownBy(reader::read)
                    .satisfiesAnyOf(
                            e -> assertThat(e).isSameAs(stop),
                            e -> assertThat(e).hasMessageContaining("'key:3'"));
            assertThat(in.available()).isGreaterThan(file.length / 2);
        }
    }

    @Test
    void everythingBeforeTheOffsetThatIsToldIsThere() throws IOException {
        int count = 60;
        byte[] file = longStrings(count, -1);
        MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
        Set<Long> offsets = new TreeSet<>();
        Progress progress = offset -> {
            offsets.add(offset);
            assertThat(sink.databases.keyspace(0).size()).isGreaterThanOrEqualTo(offset * count / file.length - 1);
        };
        new ParallelRdbReader(
                        new ByteArrayInputStream(file)::read,
                        sink,
                        sink.databases.newScratchApart(),
                        progress,
                        4,
                        2_000)
                .read();
        assertThat(offsets).hasSizeGreaterThan(count / 2).contains((long) file.length);
    }

    /** So many strings of 50 kB; the tenth has the name of the one with the number {@code twice}, if that is not negative. */
    private static byte[] longStrings(int count, int twice) {
        RdbBytes file = RdbBytes.file("REDIS0009");
        for (int i = 0; i < count; i++) {
            file.add(RdbFormat.TYPE_STRING)
                    .string("key:" + (i == 10 && twice >= 0 ? twice : i))
                    .add(0x80)
                    .int32(Integer.reverseBytes(50_000))
                    .text("v".repeat(50_000));
        }
        return file.add(0xff).int64(0).toBytes();
    }

    @Test
    void whoStopsTheCallersThreadStopsTheOther() throws IOException {
        byte[] file = SampleStrings.write(SampleStrings.dataSet(41, 3_000, 5_000), false, true);
        IOException stop = new IOException("stopped");
        MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
        ParallelRdbReader reader = new ParallelRdbReader(
                new ByteArrayInputStream(file)::read,
                sink,
                sink.databases.newScratchApart(),
                offset -> {
                    throw stop;
                },
                4,
                2_000);
        assertThatThrownBy(reader::read).isSameAs(stop);
        assertThat(loadingThreads()).isEmpty();
    }

    private static Stream<Thread> loadingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("cairn-load"));
    }

    /** What became of a file. */
    private record Outcome(
            @Nullable Object data,
            List<String> notices,
            @Nullable String refusal) {}

    private static Outcome readByOne(byte[] file, EncodingLimits limits) throws IOException {
        MemorySink sink = new MemorySink(limits);
        return outcome(sink, () -> new RdbReader(new ByteArrayInputStream(file)::read, sink).read());
    }

    private static Outcome readByTwo(byte[] file, EncodingLimits limits, Pages pages) throws IOException {
        MemorySink sink = new MemorySink(limits);
        return outcome(
                sink,
                () -> new ParallelRdbReader(
                                new ByteArrayInputStream(file)::read,
                                sink,
                                sink.databases.newScratchApart(),
                                offset -> {},
                                pages.parts,
                                pages.bytes)
                        .read());
    }

    /** Reads. */
    private interface Reading {
        void run() throws IOException;
    }

    private static Outcome outcome(MemorySink sink, Reading reading) throws IOException {
        try {
            reading.run();
        } catch (RdbException e) {
            return new Outcome(null, List.of(), e.kind() + " at " + e.offset() + ": " + e.sentence());
        }
        sink.checkInvariants();
        return new Outcome(sink.dataset().toString(), sink.notices, null);
    }

    private static byte[] withoutChecksum(byte[] file) {
        byte[] unchecked = file.clone();
        if (file.length > 8) {
            Arrays.fill(unchecked, file.length - 8, file.length, (byte) 0);
        }
        return unchecked;
    }

    private static List<byte[]> samples() throws IOException {
        List<byte[]> samples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(
                RdbGoldenTest.testData("collections-redis-7.0.15.rdb").getParent())) {
            for (Path file : files.filter(each -> each.toString().endsWith(".rdb"))
                    .sorted()
                    .toList()) {
                if (Files.size(file) < 100_000) {
                    samples.add(Files.readAllBytes(file));
                }
            }
        }
        samples.add(SampleStrings.write(SampleStrings.dataSet(42, 60, 150), true, true));
        return samples;
    }
}
