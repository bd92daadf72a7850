package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.generic.PayloadCodec.PayloadException;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.Value;
import io.cairn.engine.value.ValueInvariants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Goal: damage never becomes data, and never anything but a refusal.
 *
 * <p>Method: every bit of a file that real redis-server has written is flipped, and it is cut at every byte; a value of each
 * type, built by hand, is damaged in the same ways and by random bytes, and gets a right checksum again. Invariants: what
 * has a checksum is refused; what has got a right one is refused with an {@link RdbException}, or is a value that is sound.
 */
class RdbCollectionsDamageTest {
    private static final EncodingLimits SMALL = SampleCollections.LIMITS.get(1);

    @Test
    void everyFlippedBitAndEveryCutOfAFileIsRefused() throws IOException {
        byte[] file = Files.readAllBytes(RdbGoldenTest.testData("collections-redis-7.0.15.rdb"));
        assertThat(isRefused(file, file.length)).isFalse();
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] flipped = flip(file, bit);
            assertThat(isRefused(flipped, file.length)).as("bit=%d", bit).isTrue();
        }
        for (int length = 0; length < file.length; length++) {
            assertThat(isRefused(file, length)).as("length=%d", length).isTrue();
        }
    }

    private static byte[] flip(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    private static boolean isRefused(byte[] file, int length) throws IOException {
        try {
            new RdbReader(new ByteArrayInputStream(file, 0, length)::read, new MemorySink(EncodingLimits.DEFAULT))
                    .read();
            return false;
        } catch (RdbException refusal) {
            return true;
        }
    }

    /** A value of every type that there is a codec for. */
    private static Map<Integer, byte[]> values() {
        String[] texts = {"a", "1", "bb", "1000", "word", "70000", "x".repeat(70), "8388608"};
        String[] pairs = {"b", "-1.5", "a", "1", "c", "1", "17", "2.25", "d".repeat(70), "inf"};
        Map<Integer, byte[]> values = new LinkedHashMap<>();
        byte[] strings = RdbBytes.file("")
                .string("a")
                .add(0xc0, 7)
                .string("bb")
                .string("c")
                .toBytes();
        byte[] four = RdbBytes.file("").add(4).text(latin1(strings)).toBytes();
        byte[] two = RdbBytes.file("").add(2).text(latin1(strings)).toBytes();
        values.put(RdbFormat.TYPE_LIST, four);
        values.put(RdbFormat.TYPE_SET, four);
        values.put(RdbFormat.TYPE_HASH, two);
        values.put(
                RdbFormat.TYPE_ZSET,
                RdbBytes.file("")
                        .add(3)
                        .string("b")
                        .string("1.5")
                        .string("a")
                        .add(254)
                        .string("c")
                        .string("-7")
                        .toBytes());
        values.put(
                RdbFormat.TYPE_ZSET_2,
                RdbBytes.file("")
                        .add(2)
                        .string("b")
                        .int64(Double.doubleToRawLongBits(1))
                        .string("a")
                        .int64(0)
                        .toBytes());
        values.put(RdbFormat.TYPE_HASH_ZIPMAP, blob(SampleBlobs.zipmap(1, texts)));
        values.put(RdbFormat.TYPE_LIST_ZIPLIST, blob(SampleBlobs.ziplist(texts)));
        values.put(RdbFormat.TYPE_HASH_ZIPLIST, blob(SampleBlobs.ziplist(texts)));
        values.put(RdbFormat.TYPE_ZSET_ZIPLIST, blob(SampleBlobs.ziplist(pairs)));
        values.put(RdbFormat.TYPE_HASH_LISTPACK, blob(SampleBlobs.listpack(texts)));
        values.put(RdbFormat.TYPE_SET_LISTPACK, blob(SampleBlobs.listpack(texts)));
        values.put(RdbFormat.TYPE_ZSET_LISTPACK, blob(SampleBlobs.listpack(pairs)));
        values.put(RdbFormat.TYPE_SET_INTSET, blob(SampleBlobs.intset(4, -70_000, -1, 5, 70_000)));
        values.put(
                RdbFormat.TYPE_LIST_QUICKLIST,
                join(new byte[] {2}, blob(SampleBlobs.ziplist(texts)), blob(SampleBlobs.ziplist("x"))));
        values.put(
                RdbFormat.TYPE_LIST_QUICKLIST_2,
                join(new byte[] {2, 2}, blob(SampleBlobs.listpack(texts)), new byte[] {1, 1, 'x'}));
        putExpiringHashes(values);
        return values;
    }

    private static void putExpiringHashes(Map<Integer, byte[]> values) {
        byte[] times = blob(SampleBlobs.listpack("a", "1", "1000", "b", "2", "5000", "c", "x", "0"));
        byte[] first = RdbBytes.file("").int64(1000).toBytes();
        byte[] fields = RdbBytes.file("")
                .add(2, 1)
                .string("a")
                .string("1")
                .add(0)
                .string("b")
                .string("2")
                .toBytes();
        values.put(RdbFormat.TYPE_HASH_LISTPACK_EX_PRE_GA, times);
        values.put(RdbFormat.TYPE_HASH_LISTPACK_EX, join(first, times));
        values.put(RdbFormat.TYPE_HASH_METADATA_PRE_GA, fields);
        values.put(RdbFormat.TYPE_HASH_METADATA, join(first, fields));
    }

    private static byte[] blob(byte[] bytes) {
        return SampleBlobs.string(bytes).toBytes();
    }

    private static byte[] join(byte[]... parts) {
        RdbBytes joined = RdbBytes.file("");
        for (byte[] part : parts) {
            joined.text(latin1(part));
        }
        return joined.toBytes();
    }

    private static String latin1(byte[] bytes) {
        return RecordingSink.text(bytes, 0, bytes.length);
    }

    @Test
    void aDamagedPayloadWithARightChecksumIsRefusedOrSound() throws Exception {
        Random random = new Random(61);
        int[] outcomes = new int[2];
        Map<Integer, byte[]> values = values();
        assertThat(values).hasSize(19);
        for (Map.Entry<Integer, byte[]> each : values.entrySet()) {
            int type = each.getKey();
            byte[] value = each.getValue();
            assertThat(restore(type, value)).as("type=%d", type).isTrue();
            for (int bit = 0; bit < value.length * 8; bit++) {
                outcomes[restore(type, flip(value, bit)) ? 1 : 0]++;
            }
            for (int length = 0; length < value.length; length++) {
                assertThat(restore(type, Arrays.copyOf(value, length))).isFalse();
            }
            for (int round = 0; round < 1_000; round++) {
                outcomes[restore(type, damaged(value, random)) ? 1 : 0]++;
            }
        }
        assertThat(outcomes[0]).isGreaterThan(5_000);
        // Flips inside texts and numbers, which nothing but a checksum can tell.
        assertThat(outcomes[1]).isGreaterThan(2_000);
    }

    private static byte[] damaged(byte[] value, Random random) {
        byte[] damaged = value.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(4)) {
                case 0 -> damaged[at] = (byte) random.nextInt();
                case 1 -> damaged[at] = (byte) (0xf0 + random.nextInt(16));
                case 2 -> damaged[at] += (byte) (random.nextInt(5) - 2);
                default -> {
                    int length = Math.min(damaged.length - at, 1 + random.nextInt(8));
                    System.arraycopy(value, random.nextInt(value.length - length + 1), damaged, at, length);
                }
            }
        }
        return damaged;
    }

    /** Whether a payload of this value is taken, with the usual limits and with small ones; what is taken is sound. */
    private static boolean restore(int type, byte[] value) {
        byte[] payload = SampleBlobs.payload(type, value, 12);
        boolean taken = restore(payload, EncodingLimits.DEFAULT);
        assertThat(restore(payload, SMALL)).isEqualTo(taken);
        return taken;
    }

    private static boolean restore(byte[] payload, EncodingLimits limits) {
        MemorySink memory = new MemorySink(limits);
        PayloadFormat format = new PayloadFormat();
        Entry scratch = memory.databases.scratch();
        try {
            format.restore(payload, 0, payload.length, scratch);
        } catch (PayloadException refusal) {
            assertThat(refusal.error()).isEqualTo("ERR Bad data format");
            return false;
        }
        Value restored = Objects.requireNonNull(scratch.value());
        ValueInvariants.check(restored);
        Entry again = new MemorySink(EncodingLimits.DEFAULT).databases.scratch();
        try {
            byte[] dumped = format.dump(restored);
            format.restore(dumped, 0, dumped.length, again);
        } catch (PayloadException refusal) {
            throw new AssertionError("what was taken cannot be dumped", refusal);
        }
        return true;
    }
}
