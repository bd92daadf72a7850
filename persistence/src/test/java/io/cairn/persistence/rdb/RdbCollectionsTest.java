package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbBytes.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cairn.persistence.rdb.RdbException.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One test per clause of the collections' forms, over values put together by hand. */
class RdbCollectionsTest {
    private static final long NEVER = RdbKey.NO_EXPIRY;
    private static final long LATEST_FIELD_MS = (1L << 48) - 2;

    /** A value's type and bytes, in the order of a file but for the key between them. */
    private static RdbBytes value(int... bytes) {
        return file("").add(bytes);
    }

    private static byte[] inFile(String magic, int type, RdbBytes value) {
        byte[] bytes = value.toBytes();
        return file(magic)
                .add(type, 1, 'k')
                .text(RecordingSink.text(bytes, 0, bytes.length))
                .end();
    }

    private static String read(String magic, int type, RdbBytes value) throws IOException {
        return RdbBytes.read(inFile(magic, type, value)).entry(0, "k").value();
    }

    private static String read(int type, RdbBytes value) throws IOException {
        return read("REDIS0012", type, value);
    }

    // ---- lists

    @Test
    void readsLinkedLists() throws IOException {
        RdbBytes list = value(4).string("a").add(0xc0, 0xff).string("").string("a");
        assertThat(read("REDIS0003", RdbFormat.TYPE_LIST, list)).isEqualTo("list a -1  a");
    }

    @Test
    void readsEveryEntryOfAZiplist() throws IOException {
        byte[] ziplist = SampleBlobs.ziplist(
                "",
                "a",
                "x".repeat(63),
                "y".repeat(64),
                "z".repeat(20_000),
                "0",
                "12",
                "13",
                "-1",
                "127",
                "-128",
                "128",
                "32767",
                "32768",
                "8388607",
                "-8388608",
                "8388608",
                "2147483648",
                "-9223372036854775808",
                "007");
        String expected = "list  a " + "x".repeat(63) + " " + "y".repeat(64) + " " + "z".repeat(20_000)
                + " 0 12 13 -1 127 -128 128 32767 32768 8388607 -8388608 8388608 2147483648 -9223372036854775808 007";
        assertThat(read(RdbFormat.TYPE_LIST_ZIPLIST, SampleBlobs.string(ziplist)))
                .isEqualTo(expected);
    }

    @Test
    void readsQuicklistsOfZiplists() throws IOException {
        RdbBytes list = value(3).append(SampleBlobs.string(SampleBlobs.ziplist("a", "1")))
                .append(SampleBlobs.string(SampleBlobs.ziplist()))
                .append(SampleBlobs.string(SampleBlobs.ziplist("b")));
        assertThat(read(RdbFormat.TYPE_LIST_QUICKLIST, list)).isEqualTo("list a 1 b");
    }

    @Test
    void readsEveryEntryOfAListpack() throws IOException {
        byte[] listpack = SampleBlobs.listpack(
                "",
                "a",
                "x".repeat(63),
                "y".repeat(64),
                "z".repeat(5_000),
                "0",
                "127",
                "128",
                "-1",
                "4095",
                "-4096",
                "4096",
                "32767",
                "32768",
                "8388607",
                "-8388608",
                "8388608",
                "2147483648",
                "-9223372036854775808",
                "-0");
        String expected = "list  a " + "x".repeat(63) + " " + "y".repeat(64) + " " + "z".repeat(5_000)
                + " 0 127 128 -1 4095 -4096 4096 32767 32768 8388607 -8388608 8388608 2147483648 -9223372036854775808 -0";
        RdbBytes list = value(1, 2).append(SampleBlobs.string(listpack));
        assertThat(read(RdbFormat.TYPE_LIST_QUICKLIST_2, list)).isEqualTo(expected);
    }

    @Test
    void readsNodesOfOneElementAndPackedOnes() throws IOException {
        RdbBytes list = value(4, 1)
                .string("plain")
                .add(2)
                .append(SampleBlobs.string(SampleBlobs.listpack("a", "1")))
                .add(2)
                .append(SampleBlobs.string(SampleBlobs.listpack()))
                .add(1, 0xc0, 5);
        assertThat(read(RdbFormat.TYPE_LIST_QUICKLIST_2, list)).isEqualTo("list plain a 1 5");
    }

    @Test
    void refusesNodesOfAnUnknownSortAndEmptyOnes() {
        assertRefused(
                RdbFormat.TYPE_LIST_QUICKLIST_2,
                value(1, 3).string("x"),
                "a part of the list 'k' is of an unknown sort, 3");
        assertRefused(
                RdbFormat.TYPE_LIST_QUICKLIST_2,
                value(1, 1, 0),
                "a part of the list 'k' that is one long element is empty");
    }

    // ---- sets

    @Test
    void readsSets() throws IOException {
        assertThat(read(RdbFormat.TYPE_SET, value(3).string("b").add(0xc0, 7).string("a")))
                .isEqualTo("set b 7 a");
        assertThat(read(RdbFormat.TYPE_SET_LISTPACK, SampleBlobs.string(SampleBlobs.listpack("b", "7", "a"))))
                .isEqualTo("set b 7 a");
        for (int width : new int[] {2, 4, 8}) {
            assertThat(read(RdbFormat.TYPE_SET_INTSET, SampleBlobs.string(SampleBlobs.intset(width, -300, -1, 0, 300))))
                    .isEqualTo("set -300 -1 0 300");
        }
    }

    @Test
    void refusesMembersThatAreThereTwice() {
        String twice = "the member 'a' of the set 'k' is there twice";
        assertRefused(RdbFormat.TYPE_SET, value(2).string("a").string("a"), twice);
        assertRefused(RdbFormat.TYPE_SET_LISTPACK, SampleBlobs.string(SampleBlobs.listpack("a", "b", "a")), twice);
    }

    @Test
    void refusesIntsetsThatAreNotInOrder() {
        String sentence = "the set 'k' is damaged at byte 10 of its intset: its numbers are not in order";
        assertRefused(RdbFormat.TYPE_SET_INTSET, SampleBlobs.string(SampleBlobs.intset(2, 5, 4)), sentence);
        assertRefused(RdbFormat.TYPE_SET_INTSET, SampleBlobs.string(SampleBlobs.intset(2, 5, 5)), sentence);
    }

    // ---- hashes

    @Test
    void readsHashes() throws IOException {
        String expected = "hash name=cairn n=1";
        assertThat(read(
                        RdbFormat.TYPE_HASH,
                        value(2).string("name").string("cairn").string("n").add(0xc0, 1)))
                .isEqualTo(expected);
        String[] entries = {"name", "cairn", "n", "1"};
        assertThat(read(RdbFormat.TYPE_HASH_ZIPLIST, SampleBlobs.string(SampleBlobs.ziplist(entries))))
                .isEqualTo(expected);
        assertThat(read(RdbFormat.TYPE_HASH_LISTPACK, SampleBlobs.string(SampleBlobs.listpack(entries))))
                .isEqualTo(expected);
        assertThat(read(RdbFormat.TYPE_HASH_ZIPMAP, SampleBlobs.string(SampleBlobs.zipmap(0, entries))))
                .isEqualTo(expected);
        assertThat(read(RdbFormat.TYPE_HASH_ZIPMAP, SampleBlobs.string(SampleBlobs.zipmap(3, entries))))
                .isEqualTo(expected);
        assertThat(read(RdbFormat.TYPE_HASH_ZIPMAP, SampleBlobs.string(SampleBlobs.zipmap(0, "f", "v".repeat(300)))))
                .isEqualTo("hash f=" + "v".repeat(300));
    }

    @Test
    void readsHashesWhoseFieldsExpire() throws IOException {
        String expected = "hash a=1@1000 b=2@1005 c=3";
        RdbBytes table = value().int64(1000)
                .add(3, 1)
                .string("a")
                .string("1")
                .add(6)
                .string("b")
                .string("2");
        assertThat(read(RdbFormat.TYPE_HASH_METADATA, table.add(0).string("c").string("3")))
                .isEqualTo(expected);
        RdbBytes absolute = value(3, 0x43, 0xe8)
                .string("a")
                .string("1")
                .add(0x43, 0xed)
                .string("b")
                .string("2");
        assertThat(read(
                        RdbFormat.TYPE_HASH_METADATA_PRE_GA,
                        absolute.add(0).string("c").string("3")))
                .isEqualTo(expected);
        RdbBytes listpack = SampleBlobs.string(SampleBlobs.listpack("a", "1", "1000", "b", "2", "1005", "c", "3", "0"));
        assertThat(read(RdbFormat.TYPE_HASH_LISTPACK_EX, value().int64(1000).append(listpack)))
                .isEqualTo(expected);
        assertThat(read(RdbFormat.TYPE_HASH_LISTPACK_EX_PRE_GA, listpack)).isEqualTo(expected);
    }

    @Test
    void readsValkeysOwnHashesWhoseFieldsExpire() throws IOException {
        RdbBytes hash = value(2).string("a")
                .string("1")
                .int64(1000)
                .string("b")
                .string("2")
                .int64(-1);
        assertThat(read("VALKEY080", 22, hash)).isEqualTo("hash a=1@1000 b=2");
        assertThat(read("VALKEY080", 22, value(1).string("a").string("1").int64(Long.MAX_VALUE - 1)))
                .isEqualTo("hash a=1@" + LATEST_FIELD_MS);
        RdbException refusal =
                catchThrowableOfType(RdbException.class, () -> read("VALKEY080", RdbFormat.TYPE_HASH_METADATA, hash));
        assertThat(refusal.kind()).isEqualTo(Kind.UNSUPPORTED);
    }

    @Test
    void refusesImpossibleTimesOfFields() {
        for (long time : new long[] {-5, LATEST_FIELD_MS + 2, Long.MIN_VALUE}) {
            assertRefused(
                    RdbFormat.TYPE_HASH_METADATA,
                    value().int64(time).add(1, 1).string("a").string("1"),
                    "the first field of the hash 'k' expires at the impossible time " + time);
        }
        assertRefused(
                RdbFormat.TYPE_HASH_METADATA,
                value().int64(LATEST_FIELD_MS).add(1, 2).string("a").string("1"),
                "a field of the hash 'k' expires at the impossible time " + (LATEST_FIELD_MS + 1));
        assertRefused(
                RdbFormat.TYPE_HASH_METADATA,
                value().int64(1000)
                        .add(1, 0x81, 0x7f, 255, 255, 255, 255, 255, 255, 255)
                        .string("a")
                        .string("1"),
                "a field of the hash 'k' expires at the impossible time");
        for (String time : new String[] {"-1", "x", "1.5", Long.toString(LATEST_FIELD_MS + 1)}) {
            assertRefused(
                    RdbFormat.TYPE_HASH_LISTPACK_EX_PRE_GA,
                    SampleBlobs.string(SampleBlobs.listpack("a", "1", time)),
                    "a field of the hash 'k' expires at");
        }
    }

    @Test
    void refusesFieldsThatAreThereTwiceOrNotComplete() {
        String twice = "the field 'a' of the hash 'k' is there twice";
        assertRefused(
                RdbFormat.TYPE_HASH,
                value(2).string("a").string("1").string("a").string("2"),
                twice);
        String[] entries = {"a", "1", "a", "2"};
        assertRefused(RdbFormat.TYPE_HASH_LISTPACK, SampleBlobs.string(SampleBlobs.listpack(entries)), twice);
        assertRefused(RdbFormat.TYPE_HASH_ZIPLIST, SampleBlobs.string(SampleBlobs.ziplist(entries)), twice);
        assertRefused(RdbFormat.TYPE_HASH_ZIPMAP, SampleBlobs.string(SampleBlobs.zipmap(0, entries)), twice);
        String odd = "the last field of the hash 'k' is not complete";
        assertRefused(RdbFormat.TYPE_HASH_LISTPACK, SampleBlobs.string(SampleBlobs.listpack("a", "1", "b")), odd);
        assertRefused(RdbFormat.TYPE_HASH_ZIPLIST, SampleBlobs.string(SampleBlobs.ziplist("a")), odd);
        assertRefused(
                RdbFormat.TYPE_HASH_LISTPACK_EX_PRE_GA,
                SampleBlobs.string(SampleBlobs.listpack("a", "1", "0", "b", "2")),
                odd);
        assertRefused(
                RdbFormat.TYPE_HASH_ZIPMAP,
                SampleBlobs.string(SampleBlobs.zipmap(0, "a", "1", "b")),
                "the hash 'k' is damaged at byte 8 of its zipmap: the last field has no value");
    }

    // ---- sorted sets

    @Test
    void readsSortedSets() throws IOException {
        RdbBytes text = value(5).string("a")
                .string("1.5")
                .string("b")
                .add(254)
                .string("c")
                .add(255);
        assertThat(read(
                        RdbFormat.TYPE_ZSET,
                        text.string("d").string("-1e-7").string("e").string("0x10")))
                .isEqualTo("sorted set a=1.5 b=inf c=-inf d=-9.9999999999999995e-08 e=16");
        RdbBytes binary = value(3).string("b")
                .int64(bits(2))
                .string("a")
                .int64(bits(-0.0))
                .add(0xc0, 7)
                .int64(bits(0.1));
        assertThat(read(RdbFormat.TYPE_ZSET_2, binary)).isEqualTo("sorted set b=2 a=-0 7=0.10000000000000001");
        String[] entries = {"x", "-inf", "a", "1", "b", "1", "5", "1.5", "y", "inf"};
        String expected = "sorted set x=-inf a=1 b=1 5=1.5 y=inf";
        assertThat(read(RdbFormat.TYPE_ZSET_LISTPACK, SampleBlobs.string(SampleBlobs.listpack(entries))))
                .isEqualTo(expected);
        assertThat(read(RdbFormat.TYPE_ZSET_ZIPLIST, SampleBlobs.string(SampleBlobs.ziplist(entries))))
                .isEqualTo(expected);
    }

    private static long bits(double score) {
        return Double.doubleToRawLongBits(score);
    }

    @Test
    void refusesScoresThatAreNoNumbers() {
        String sentence = "the member 'a' of the sorted set 'k' has a score that is no number";
        assertRefused(RdbFormat.TYPE_ZSET, value(1).string("a").add(253), sentence);
        assertRefused(RdbFormat.TYPE_ZSET_2, value(1).string("a").int64(bits(Double.NaN)), sentence);
        assertRefused(RdbFormat.TYPE_ZSET_2, value(1).string("a").int64(-1), sentence);
        for (String score : new String[] {"nan", "", "1x", " 1", "--1", "1e", "x".repeat(100)}) {
            String text =
                    "a score of the sorted set 'k' is no number: '" + score.substring(0, Math.min(64, score.length()));
            assertRefused(RdbFormat.TYPE_ZSET_LISTPACK, SampleBlobs.string(SampleBlobs.listpack("a", score)), text);
            assertRefused(
                    RdbFormat.TYPE_ZSET,
                    value(1).string("a").add(score.length()).text(score),
                    text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a, 2, b, 1, the members of the sorted set 'k' are not in order",
        "b, 1, a, 1, the members of the sorted set 'k' are not in order",
        "aa, 1, a, 1, the members of the sorted set 'k' are not in order",
        "a, 1, a, 1, the member 'a' of the sorted set 'k' is there twice",
        "a, 1, a, 2, the member 'a' of the sorted set 'k' is there twice"
    })
    void refusesMembersOutOfOrderOrTwice(String one, String score, String other, String otherScore, String sentence) {
        byte[] listpack = SampleBlobs.listpack(one, score, other, otherScore);
        assertRefused(RdbFormat.TYPE_ZSET_LISTPACK, SampleBlobs.string(listpack), sentence);
        byte[] ziplist = SampleBlobs.ziplist(one, score, other, otherScore);
        assertRefused(RdbFormat.TYPE_ZSET_ZIPLIST, SampleBlobs.string(ziplist), sentence);
    }

    @Test
    void refusesMembersWithoutAScore() {
        String odd = "the last member of the sorted set 'k' has no score";
        assertRefused(RdbFormat.TYPE_ZSET_LISTPACK, SampleBlobs.string(SampleBlobs.listpack("a", "1", "b")), odd);
        assertRefused(
                RdbFormat.TYPE_ZSET_2,
                value(2).string("a").int64(bits(1)).string("a").int64(bits(2)),
                "the member 'a' of the sorted set 'k' is there twice");
    }

    // ---- all kinds

    @Test
    void passesOverCollectionsWithoutElementsInAFileAndRefusesThemInAPayload() throws IOException {
        for (int type : new int[] {
            RdbFormat.TYPE_LIST,
            RdbFormat.TYPE_SET,
            RdbFormat.TYPE_ZSET,
            RdbFormat.TYPE_HASH,
            RdbFormat.TYPE_ZSET_2,
            RdbFormat.TYPE_LIST_QUICKLIST,
            RdbFormat.TYPE_LIST_QUICKLIST_2,
            RdbFormat.TYPE_HASH_METADATA_PRE_GA
        }) {
            assertEmpty(type, value(0));
        }
        assertEmpty(RdbFormat.TYPE_LIST_ZIPLIST, SampleBlobs.string(SampleBlobs.ziplist()));
        assertEmpty(RdbFormat.TYPE_HASH_ZIPLIST, SampleBlobs.string(SampleBlobs.ziplist()));
        assertEmpty(RdbFormat.TYPE_HASH_LISTPACK, SampleBlobs.string(SampleBlobs.listpack()));
        assertEmpty(RdbFormat.TYPE_SET_LISTPACK, SampleBlobs.string(SampleBlobs.listpack()));
        assertEmpty(RdbFormat.TYPE_ZSET_LISTPACK, SampleBlobs.string(SampleBlobs.listpack()));
        assertEmpty(RdbFormat.TYPE_HASH_ZIPMAP, SampleBlobs.string(SampleBlobs.zipmap(0)));
        assertEmpty(RdbFormat.TYPE_SET_INTSET, SampleBlobs.string(SampleBlobs.intset(2)));
    }

    private static void assertEmpty(int type, RdbBytes value) throws IOException {
        RecordingSink sink = RdbBytes.read(inFile("REDIS0012", type, value));
        assertThat(sink.databases).isEmpty();
        assertThat(sink.notices).hasSize(1);
        assertThat(sink.notices.get(0))
                .matches("9: the (list|set|hash|sorted set) 'k' has no elements, so it was passed over");
        RdbException refusal =
                catchThrowableOfType(RdbException.class, () -> restore(type, value, new RecordingSink()));
        assertThat(refusal.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(refusal.sentence()).endsWith("has no elements");
    }

    private static void restore(int type, RdbBytes value, RdbValueSink sink) throws RdbException {
        byte[] payload = SampleBlobs.payload(type, value.toBytes(), 12);
        RdbPayload.restore(RdbKey.of(new byte[] {'k'}, 0, 1, NEVER), payload, 0, payload.length, sink);
    }

    @Test
    void aPayloadMustEndWithItsCollection() throws RdbException {
        RdbBytes list = value(1).string("a");
        RecordingSink sink = new RecordingSink();
        restore(RdbFormat.TYPE_LIST, list, sink);
        assertThat(sink.entry(0, "k").value()).isEqualTo("list a");
        RdbException refusal = catchThrowableOfType(
                RdbException.class, () -> restore(RdbFormat.TYPE_LIST, list.add(0), new RecordingSink()));
        assertThat(refusal.sentence()).isEqualTo("there are bytes behind the value");
    }

    /** Refused in a file and in a payload. */
    private static void assertRefused(int type, RdbBytes value, String sentence) {
        RdbException inFile = catchThrowableOfType(RdbException.class, () -> read(type, value));
        assertThat(inFile).isNotNull();
        assertThat(inFile.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(inFile.sentence()).startsWith(sentence);
        assertThat(inFile.offset()).isBetween(12L, 12L + value.toBytes().length);
        RdbException inPayload =
                catchThrowableOfType(RdbException.class, () -> restore(type, value, new RecordingSink()));
        assertThat(inPayload.sentence()).isEqualTo(inFile.sentence());
    }
}
