package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbBytes.file;
import static io.cairn.persistence.rdb.RdbBytes.read;
import static io.cairn.persistence.rdb.RdbBytes.reader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cairn.persistence.rdb.RdbException.Kind;
import io.cairn.persistence.rdb.RecordingSink.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One test per clause of the format, over files put together by hand. */
class RdbReaderTest {
    private static final long NEVER = RdbKey.NO_EXPIRY;

    @Test
    void readsLengthsOfEveryForm() throws IOException {
        String long14 = "x".repeat(0x2345);
        String long32 = "y".repeat(70_000);
        byte[] file = file("REDIS0010")
                .add(0, 1, 'a', 0x40 | 0x23, 0x45)
                .text(long14)
                .add(0, 0x80, 0, 0, 0, 1, 'b', 0x80, 0, 1, 0x11, 0x70)
                .text(long32)
                .add(0, 0x81, 0, 0, 0, 0, 0, 0, 0, 1, 'c', 63)
                .text("z".repeat(63))
                .add(0, 0, 0)
                .end();
        assertThat(read(file).keys(0))
                .containsEntry("a", Entry.of(long14, NEVER))
                .containsEntry("b", Entry.of(long32, NEVER))
                .containsEntry("c", Entry.of("z".repeat(63), NEVER))
                .containsEntry("", Entry.of("", NEVER))
                .hasSize(4);
    }

    @Test
    void readsNumbersAsKeysAndValues() throws IOException {
        byte[] file = file("REDIS0010")
                .add(0, 0xc0, 0x80, 0xc0, 0x7f)
                .add(0, 0xc1, 0x00, 0x80, 0xc1, 0xff, 0x7f)
                .add(0, 0xc2, 0, 0, 0, 0x80, 0xc2, 0xff, 0xff, 0xff, 0x7f)
                .end();
        assertThat(read(file).keys(0))
                .isEqualTo(Map.of(
                        "-128", integer("127"), "-32768", integer("32767"), "-2147483648", integer("2147483647")));
    }

    private static Entry integer(String digits) {
        return new Entry(digits, true, NEVER, RdbKey.NOT_GIVEN, RdbKey.NOT_GIVEN);
    }

    @Test
    void readsCompressedKeysAndValues() throws IOException {
        byte[] file = file("REDIS0010")
                .add(0, 0xc3, 6, 21, 1, 'a', 'a', 0xe0, 0x0a, 0, 0xc3, 4, 5, 0, 'b', 0x40, 0)
                .end();
        assertThat(read(file).keys(0)).containsExactly(Map.entry("a".repeat(21), Entry.of("bbbbb", NEVER)));
    }

    @Test
    void readsExpiriesInMillisecondsAndSeconds() throws IOException {
        byte[] file = file("REDIS0003")
                .add(0xfc)
                .int64(1_700_000_000_123L)
                .add(0)
                .string("ms")
                .string("1")
                .add(0xfd)
                .int32(1_700_000_000)
                .add(0)
                .string("s")
                .string("2")
                .add(0xfd)
                .int32(-5)
                .add(0)
                .string("long ago")
                .string("3")
                .add(0xfc)
                .int64(-1)
                .add(0)
                .string("none")
                .string("4")
                .add(0xfd)
                .int32(-1)
                .add(0)
                .string("none either")
                .string("5")
                .endWithoutChecksum();
        assertThat(read(file).keys(0))
                .containsEntry("ms", Entry.of("1", 1_700_000_000_123L))
                .containsEntry("s", Entry.of("2", 1_700_000_000_000L))
                .containsEntry("long ago", Entry.of("3", -5_000))
                .containsEntry("none", Entry.of("4", NEVER))
                .containsEntry("none either", Entry.of("5", NEVER));
    }

    @Test
    void readsIdleTimesAndFrequenciesForTheNextKeyOnly() throws IOException {
        byte[] file = file("REDIS0009")
                .add(0xf8, 0x41, 0x00, 0)
                .string("idle")
                .string("1")
                .add(0xfc)
                .int64(5)
                .add(0xf9, 0xff, 0)
                .string("often")
                .string("2")
                .add(0)
                .string("plain")
                .string("3")
                .end();
        assertThat(read(file).keys(0))
                .containsEntry("idle", new Entry("1", false, NEVER, 256, RdbKey.NOT_GIVEN))
                .containsEntry("often", new Entry("2", false, 5, RdbKey.NOT_GIVEN, 255))
                .containsEntry("plain", Entry.of("3", NEVER));
    }

    @Test
    void readsFieldsDatabasesAndSizes() throws IOException {
        byte[] file = file("REDIS0012")
                .add(0xfa)
                .string("redis-ver")
                .string("7.4.0")
                .add(0xfa)
                .string("redis-bits")
                .add(0xc0, 64)
                .add(0xfe, 3, 0xfb, 1, 0, 0xf4, 1, 2, 3, 0)
                .string("k")
                .string("v")
                .add(0xfe, 0x40, 200)
                .end();
        RecordingSink sink = read(file);
        assertThat(sink.auxiliary).containsEntry("redis-ver", "7.4.0").containsEntry("redis-bits", "64");
        assertThat(sink.databases).containsOnlyKeys(3, 200);
        assertThat(sink.keys(3)).containsOnlyKeys("k");
        assertThat(sink.sizes).containsExactly(Map.entry(3, List.of(1L, 0L)));
    }

    @Test
    void passesOverModuleDataWithANotice() throws IOException {
        byte[] file = file("REDIS0010")
                .add(0xf7, 0x81, 0x81, 0xb5, 0xe1, 0xb5, 0xe1, 0xb5, 0xe0, 0x00, 2, 2)
                .add(1, 5, 2, 0x40, 7, 3, 1, 2, 3, 4, 4, 1, 2, 3, 4, 5, 6, 7, 8)
                .add(5)
                .string("text")
                .add(5, 0xc0, 1, 5, 0xc1, 1, 2, 5, 0xc2, 1, 2, 3, 4, 5, 0xc3, 2, 9, 7, 7)
                .add(0, 0)
                .string("k")
                .string("v")
                .end();
        RecordingSink sink = read(file);
        assertThat(sink.notices).containsExactly("9: data of the module 'gbXhteG14' was passed over");
        assertThat(sink.keys(0)).containsOnlyKeys("k");
    }

    @Test
    void saysWhereTheRdbEndedWhenMoreFollows() throws IOException {
        byte[] rdb = file("REDIS0010").add(0).string("k").string("v").end();
        byte[] base = Arrays.copyOf(rdb, rdb.length + 100);
        RecordingSink sink = new RecordingSink();
        RdbReader reader = reader(base, sink);
        reader.read();
        assertThat(reader.endOffset()).isEqualTo(rdb.length);
        assertThat(reader.checksumVerified()).isTrue();
        assertThat(reader.version()).isEqualTo(10);
        assertThat(sink.notices).isEmpty();
    }

    @Test
    void readsValkeysOwnVersion() throws IOException {
        RecordingSink sink = new RecordingSink();
        RdbReader reader =
                reader(file("VALKEY080").add(0).string("k").string("v").end(), sink);
        reader.read();
        assertThat(reader.isValkey()).isTrue();
        assertThat(reader.version()).isEqualTo(80);
        assertThat(sink.keys(0)).containsOnlyKeys("k");
    }

    @Test
    void acceptsAFileWithoutChecksumAndSaysSo() throws IOException {
        byte[] file = file("REDIS0010")
                .add(0)
                .string("k")
                .string("v")
                .add(0xff)
                .int64(0)
                .toBytes();
        RecordingSink sink = new RecordingSink();
        RdbReader reader = reader(file, sink);
        reader.read();
        assertThat(reader.checksumVerified()).isFalse();
        assertThat(sink.notices).containsExactly("14: the file was written without a checksum, so it was not checked");
    }

    @Test
    void refusesAWrongChecksum() {
        byte[] file = file("REDIS0005")
                .add(0)
                .string("k")
                .string("v")
                .add(0xff)
                .int64(1)
                .toBytes();
        assertRefused(file, Kind.CHECKSUM, 15, "the checksum is 0000000000000001, but that of the content is ");
    }

    @Test
    void refusesVersionsThatItDoesNotKnow() {
        assertRefused(file("REDIS0013").end(), Kind.TOO_NEW, 0, "RDB version 13 is newer than 12, the newest known");
        assertRefused(file("VALKEY081").end(), Kind.TOO_NEW, 0, "RDB version 81 is newer than 80, the newest known");
        assertRefused(file("VALKEY011").end(), Kind.TOO_OLD, 0, "RDB version 11 is older than 80, the first there was");
        assertRefused(file("REDIS0000").end(), Kind.TOO_OLD, 0, "RDB version 0 is older than 1, the first there was");
        assertRefused(file("REDIS0080").end(), Kind.TOO_NEW, 0, "RDB version 80 is newer than 12, the newest known");
        assertRefused(file("REDIS00x0").end(), Kind.DAMAGED, 7, "the version in the header is not a number");
    }

    @Test
    void refusesWhatIsNoRdbFile() {
        assertRefused(new byte[0], Kind.DAMAGED, 0, "the file is empty");
        assertRefused("REDIS".getBytes(StandardCharsets.US_ASCII), Kind.DAMAGED, 0, "this is not an RDB file");
        assertRefused(
                "*2\r\n$6\r\nSELECT".getBytes(StandardCharsets.US_ASCII), Kind.DAMAGED, 0, "this is not an RDB file");
    }

    @Test
    void namesTypeKeyAndOffsetOfWhatItCannotLoad() {
        byte[] file = file("REDIS0010")
                .add(0)
                .string("k")
                .string("v")
                .add(7)
                .string("h\n'")
                .string("…")
                .end();
        assertRefused(
                file,
                Kind.UNSUPPORTED,
                19,
                "the value of key 'h\\x0a\\x27' has type module, which is not supported by this version of Cairn");
    }

    @Test
    void everyTypeWithoutACodecIsRefusedByName() {
        int known = 0;
        for (int type = 1; type < 256; type++) {
            byte[] file = file("REDIS0012").add(type).string("k").string("v").end();
            RdbException refusal = catchThrowableOfType(RdbException.class, () -> read(file));
            if (refusal != null
                    && refusal.kind() == Kind.UNSUPPORTED
                    && refusal.sentence().contains(" has type ")) {
                known++;
            }
        }
        // What belongs to modules.
        assertThat(known).isEqualTo(2);
    }

    @Test
    void handsOnFunctionLibraries() throws IOException {
        RecordingSink sink = read(file("REDIS0010").add(0xf5).string("#!lua").end());
        assertThat(sink.libraries).containsExactly("#!lua");
    }

    @Test
    void refusesFunctionLibrariesThatNoReleaseWrote() {
        String sentence = "function libraries in their form before Redis 7.0 was released are not supported";
        assertRefused(file("REDIS0010").add(0xf6).string("name").end(), Kind.UNSUPPORTED, 9, sentence);
    }

    @Test
    void refusesOpcodesThatTheVersionHasNot() {
        assertRefused(
                file("REDIS0002").add(0xfa).string("a").string("b").endWithoutChecksum(),
                Kind.DAMAGED,
                9,
                "0xfa begins no record of RDB version 2");
        assertRefused(
                file("REDIS0010").add(0xf4, 1, 1, 1).end(), Kind.DAMAGED, 9, "0xf4 begins no record of RDB version 10");
        assertRefused(file("REDIS0012").add(77).end(), Kind.DAMAGED, 9, "0x4d begins no record of RDB version 12");
        assertRefused(file("REDIS0012").add(8).end(), Kind.DAMAGED, 9, "0x8 begins no record of RDB version 12");
        assertRefused(
                file("REDIS0008").add(0xfc).int64(1).add(0xf9, 1, 0, 0, 0).end(),
                Kind.DAMAGED,
                18,
                "an expiry, idle time or frequency has no key behind it, but 0xf9");
    }

    @Test
    void refusesAnExpiryWithoutAKey() {
        assertRefused(
                file("REDIS0010").add(0xfc).int64(1).add(0xfe, 0).end(),
                Kind.DAMAGED,
                18,
                "an expiry, idle time or frequency has no key behind it, but 0xfe");
    }

    @Test
    void refusesLengthsThatAreNone() {
        assertRefused(
                file("REDIS0010").add(0, 0x82).end(), Kind.DAMAGED, 10, "a length was expected, but 0x82 is none");
        assertRefused(
                file("REDIS0010").add(0xfe, 0xc0, 1).end(),
                Kind.DAMAGED,
                10,
                "a length was expected, but 0xc0 is none");
        assertRefused(file("REDIS0010").add(0, 0xc4).end(), Kind.DAMAGED, 10, "a string cannot begin with 0xc4");
        assertRefused(
                file("REDIS0010").add(0xfe, 0x80, 0xff, 0xff, 0xff, 0xff).end(),
                Kind.DAMAGED,
                9,
                "there cannot be a database 4294967295");
        assertRefused(
                file("REDIS0010").add(0xfb, 0x81).int64(-1).end(),
                Kind.DAMAGED,
                10,
                "the length 18446744073709551615 is impossible");
    }

    @Test
    void refusesStringsThatAreTooLong() {
        assertRefused(
                file("REDIS0010").add(0, 0x80, 0x7f, 0xf0, 0, 0).end(),
                Kind.DAMAGED,
                10,
                "a string of 2146435072 bytes is longer than the limit of 2146435071 bytes");
        assertRefused(
                file("REDIS0010").add(0, 0x80, 0x7f, 0xef, 0xff, 0xff).end(),
                Kind.DAMAGED,
                24,
                "the file ends in the middle of a record");
    }

    @Test
    void refusesCompressedStringsThatDoNotHoldTheirLength() {
        String sentence = "a compressed string of 4 bytes does not decompress";
        assertRefused(file("REDIS0010").add(0, 0xc3, 4, 4, 2, 1, 1, 1).end(), Kind.DAMAGED, 10, sentence);
        assertRefused(file("REDIS0010").add(0, 0xc3, 4, 4, 0, 'a', 0x20, 1).end(), Kind.DAMAGED, 10, sentence);
        assertRefused(
                file("REDIS0010").add(0, 0xc3, 1, 0x40, 89, 0).end(),
                Kind.DAMAGED,
                10,
                "1 compressed bytes cannot hold a string of 89 bytes");
        assertRefused(
                file("REDIS0010").add(0, 0xc3, 0, 0).end(),
                Kind.DAMAGED,
                10,
                "0 compressed bytes cannot hold a string of 0 bytes");
    }

    @Test
    void aSourceThatReadsNothingIsNotAskedForEver() {
        RdbReader reader = new RdbReader((target, offset, length) -> 0, new RecordingSink());
        assertThatThrownBy(reader::read).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anErrorOfTheSourceComesThroughAsItIs() {
        IOException failure = new IOException("no disk");
        RdbReader reader = new RdbReader(
                (target, offset, length) -> {
                    throw failure;
                },
                new RecordingSink());
        assertThatThrownBy(reader::read).isSameAs(failure);
    }

    @Test
    void aSinkCanRefuseWithTheOffsetOfTheRecord() throws IOException {
        byte[] file = file("REDIS0010")
                .add(0)
                .string("k")
                .string("v")
                .add(0)
                .string("k")
                .string("v")
                .end();
        RdbReader reader = reader(file, new RecordingSink());
        assertThatThrownBy(reader::read).hasMessageContaining("key 'k' comes twice");
        assertThat(reader.recordOffset()).isEqualTo(14);
    }

    private static void assertRefused(byte[] file, Kind kind, long offset, String sentence) {
        RdbException refusal = catchThrowableOfType(RdbException.class, () -> read(file));
        assertThat(refusal).isNotNull();
        assertThat(refusal.sentence()).startsWith(sentence);
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.offset()).isEqualTo(offset);
        assertThat(refusal).hasMessage("offset " + offset + ": " + refusal.sentence());
    }
}
