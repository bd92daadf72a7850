package io.cairn.persistence.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cairn.engine.DataCommands;
import io.cairn.engine.Engine;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.Session;
import io.cairn.engine.command.generic.PayloadCodec.PayloadException;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.StringValue;
import io.cairn.persistence.rdb.RdbException.Kind;
import io.cairn.persistence.rdb.RdbPayload.TooLongException;
import io.cairn.testing.ManualClock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RdbPayloadTest {
    private static final RdbPayload PAYLOADS = new RdbPayload(true);

    static byte[] ofString(byte[] value, int offset, int length) {
        return of(string(value, offset, length));
    }

    private static StringValue string(byte[] value, int offset, int length) {
        StringValue string = new StringValue();
        string.point(value, offset, length);
        return string;
    }

    private static byte[] ofInteger(long value) {
        StringValue string = new StringValue();
        string.pointInteger(value);
        return of(string);
    }

    private static byte[] of(StringValue value) {
        try {
            return PAYLOADS.of(value);
        } catch (TooLongException e) {
            throw new AssertionError(e);
        }
    }

    /** Restores a payload and returns the string, or its digits if it came as a number. */
    static String restored(byte[] payload) throws RdbException {
        RecordingSink sink = new RecordingSink();
        RdbPayload.restore(RdbKey.of(new byte[] {'k'}, 0, 1, 5), payload, 0, payload.length, sink);
        assertThat(sink.keys(0)).containsOnlyKeys("k");
        assertThat(sink.entry(0, "k").expireAtMs()).isEqualTo(5);
        return sink.entry(0, "k").value();
    }

    @Test
    void isWhatRedisAnswersToDump() {
        assertThat(ofString(RealRedis.latin1("hello"), 0, 5))
                .isEqualTo(RdbBytes.file("\0\5hello\n\0")
                        .int64(Crc64.of(RealRedis.latin1("\0\5hello\n\0"), 0, 9))
                        .toBytes());
        assertThat(hex(ofString(RealRedis.latin1("-129"), 0, 4))).isEqualTo("00c17fff0a001760822854808480");
        assertThat(hex(ofInteger(-129))).isEqualTo("00c17fff0a001760822854808480");
        assertThat(hex(ofInteger(2147483648L))).isEqualTo("000a323134373438333634380a00e7b129a34c1d76ee");
    }

    @Property
    void numbersComeBack(@ForAll long value, @ForAll int small) throws RdbException {
        assertThat(restored(ofInteger(value))).isEqualTo(Long.toString(value));
        assertThat(restored(ofInteger(small))).isEqualTo(Integer.toString(small));
        byte[] digits = RealRedis.latin1(Integer.toString(small));
        assertThat(ofString(digits, 0, digits.length)).isEqualTo(ofInteger(small));
    }

    @Test
    void stringsLongerThanTheBufferComeBack() throws RdbException {
        for (int length : new int[] {131_060, 131_072, 131_073, 1_000_000}) {
            byte[] noise = new byte[length];
            new Random(length).nextBytes(noise);
            assertThat(RealRedis.latin1(restored(ofString(noise, 0, length)))).isEqualTo(noise);
            byte[] zeros = new byte[length];
            byte[] payload = ofString(zeros, 0, length);
            assertThat(payload.length).isLessThan(length / 80);
            assertThat(RealRedis.latin1(restored(payload))).isEqualTo(zeros);
        }
    }

    @Test
    void oneThatNoReplyCouldHoldIsRefused() throws Exception {
        for (int most : new int[] {500, 200_000, 700_001}) {
            RdbPayload payloads = new RdbPayload(true, most);
            PayloadFormat format = new PayloadFormat(payloads, new ValueBuilder());
            byte[] noise = new byte[most];
            new Random(most).nextBytes(noise);
            int around = ofString(noise, 0, noise.length).length - most;
            StringValue longest = string(noise, 0, most - around);
            StringValue longer = string(noise, 0, most - around + 1);
            for (int round = 0; round < 2; round++) {
                assertThat(format.dump(longest)).hasSize(most).isEqualTo(of(longest));
                assertThatThrownBy(() -> format.dump(longer))
                        .isInstanceOf(PayloadException.class)
                        .hasMessage(
                                "ERR the serialized value is longer than a reply can be, which is " + most + " bytes");
                assertThat(payloads.length(longer)).isEqualTo(most + 1);
                assertThat(format.serializedLength(longest)).isEqualTo(most - 11);
            }
        }
    }

    /** As a client sees it. */
    @Test
    void dumpAnswersWithAnErrorWhereThePayloadIsTooLong() {
        PayloadFormat format = new PayloadFormat(new RdbPayload(true, 100), new ValueBuilder());
        Engine engine = new Engine(CommandTable.of(DataCommands.all(format)), 1, new ManualClock(), () -> 1);
        ReplyWriter reply = new ReplyWriter(64);
        Session session = new Session();
        byte[] noise = new byte[100];
        new Random(1).nextBytes(noise);
        engine.exclusively(() -> {
            engine.execute(session, Args.of("SET".getBytes(US_ASCII), new byte[] {'a'}, noise), reply);
            engine.execute(session, Args.of("DUMP", "a"), reply);
            engine.execute(session, Args.of("SET", "a", "1"), reply);
            engine.execute(session, Args.of("DUMP", "a"), reply);
            return null;
        });
        assertThat(new String(reply.buffer(), 0, reply.length(), ISO_8859_1))
                .startsWith("+OK\r\n-ERR the serialized value is longer than a reply can be, which is 100 bytes\r\n"
                        + "+OK\r\n$13\r\n");
    }

    /** Else a payload that somebody has made holds memory until the next large value. */
    @Test
    void aLargeValueThatBreaksOffLeavesNoMemoryBehind() {
        int members = 100_000;
        RdbBytes set = RdbBytes.file("").add(2, 0x80).int32(Integer.reverseBytes(members + 1));
        for (int i = 0; i < members; i++) {
            set.string("member:" + i);
        }
        // One of them twice.
        byte[] content = set.string("member:0").add(10, 0).toBytes();
        byte[] payload = set.int64(Crc64.of(content, 0, content.length)).toBytes();
        ValueBuilder builder = new ValueBuilder();
        Entry place = new MemorySink(EncodingLimits.DEFAULT).databases.scratch();
        assertThatThrownBy(() -> new PayloadFormat(PAYLOADS, builder).restore(payload, 0, payload.length, place))
                .hasMessage("ERR Bad data format");
        assertThat(place.exists()).isFalse();
        assertThat(builder.keptBytes()).isLessThan(1 << 20);
    }

    @Test
    void everyFlippedBitAndEveryCutIsRefusedByTheChecksum() {
        byte[] payload = ofString(new byte[300], 0, 300);
        for (int bit = 0; bit < payload.length * 8; bit++) {
            byte[] flipped = payload.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(flipped, Kind.CHECKSUM, "the checksum is not that of the payload");
        }
        for (int length = 10; length < payload.length; length++) {
            assertRefused(Arrays.copyOf(payload, length), Kind.CHECKSUM, "the checksum is not that of the payload");
        }
        assertRefused(new byte[9], Kind.CHECKSUM, "a payload of 9 bytes has no room for its checksum");
        assertRefused(new byte[0], Kind.CHECKSUM, "a payload of 0 bytes has no room for its checksum");
    }

    @Test
    void refusesVersionsThatItDoesNotKnow() throws RdbException {
        assertThat(restored(sealed("\0\5hello", 1))).isEqualTo("hello");
        assertThat(restored(sealed("\0\5hello", 12))).isEqualTo("hello");
        assertThat(restored(sealed("\0\5hello", 80))).isEqualTo("hello");
        assertRefused(sealed("\0\5hello", 13), Kind.TOO_NEW, "the payload is of RDB version 13, which is not known");
        assertRefused(sealed("\0\5hello", 0xfffe), Kind.TOO_NEW, "the payload is of RDB version 65534");
        assertRefused(sealed("\0\5hello", 0), Kind.TOO_OLD, "the payload is of RDB version 0");
    }

    @Test
    void refusesWhatIsNotExactlyOneValue() {
        assertRefused(sealed("", 10), Kind.DAMAGED, "the payload ends in the middle");
        assertRefused(sealed("\0", 10), Kind.DAMAGED, "the payload ends in the middle");
        assertRefused(sealed("\0\6hello", 10), Kind.DAMAGED, "the payload ends in the middle");
        assertRefused(sealed("\0\4hello", 10), Kind.DAMAGED, "there are bytes behind the value");
        assertRefused(sealed("\0\u00c0\1\1", 10), Kind.DAMAGED, "there are bytes behind the value");
        assertRefused(sealed("\0\u0080\37\377\377\377hello", 10), Kind.DAMAGED, "the payload ends in the middle");
        assertRefused(sealed("c\5hello", 10), Kind.DAMAGED, "0x63 is not the type of a value");
        assertRefused(sealed("\b\5hello", 10), Kind.DAMAGED, "0x8 is not the type of a value");
        assertRefused(sealed("\7\1a\1b", 10), Kind.UNSUPPORTED, "the value of key 'k' has type module, which");
    }

    @Test
    void aPayloadMayLieAmongOtherBytes() throws RdbException {
        byte[] payload = ofString(RealRedis.latin1("hello"), 0, 5);
        byte[] around = new byte[payload.length + 20];
        System.arraycopy(payload, 0, around, 7, payload.length);
        RecordingSink sink = new RecordingSink();
        RdbPayload.restore(RdbKey.of(around, 0, 3, RdbKey.NO_EXPIRY), around, 7, payload.length, sink);
        assertThat(sink.entry(0, "\0\0\0").value()).isEqualTo("hello");
    }

    /** Adds a version and a right checksum. */
    private static byte[] sealed(String content, int version) {
        byte[] body = RdbBytes.file(content).add(version & 0xff, version >> 8).toBytes();
        return RdbBytes.file(content)
                .add(version & 0xff, version >> 8)
                .int64(Crc64.of(body, 0, body.length))
                .toBytes();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void assertRefused(byte[] payload, Kind kind, String sentence) {
        RecordingSink sink = new RecordingSink();
        RdbException refusal = catchThrowableOfType(
                RdbException.class,
                () -> RdbPayload.restore(
                        RdbKey.of(new byte[] {'k'}, 0, 1, RdbKey.NO_EXPIRY), payload, 0, payload.length, sink));
        assertThat(refusal).isNotNull();
        assertThat(refusal.sentence()).startsWith(sentence);
        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(sink.databases).isEmpty();
    }
}
