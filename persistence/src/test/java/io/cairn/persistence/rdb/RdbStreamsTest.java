package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.StreamValue;
import io.cairn.engine.value.ValueInvariants;
import io.cairn.persistence.Sample;
import io.cairn.persistence.rdb.RdbException.Kind;
import io.cairn.testing.NeedsProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams in files and payloads: those of three servers, and every clause of the form. */
class RdbStreamsTest {
    private static final int V1 = RdbFormat.TYPE_STREAM_LISTPACKS;
    private static final int V2 = RdbFormat.TYPE_STREAM_LISTPACKS_2;
    private static final int V3 = RdbFormat.TYPE_STREAM_LISTPACKS_3;
    private static final byte[] NAME = {'k'};

    // ---- other servers

    /** Those of the samples, which {@link RdbSamplesTest} compares, keep all in either version of the form. */
    @ParameterizedTest
    @ValueSource(ints = {10, 12})
    void keepsTheStreamsOfOtherServers(int version) throws IOException {
        MemorySink sink = MemorySink.read(Sample.of("redis-7.0.15").dump());
        assertThat(stream(sink, "stream:big").stream().groupCount()).isEqualTo(2);
        MemorySink again = MemorySink.read(sink.write(version, true));
        again.checkInvariants();
        assertThat(again.dataset()).isEqualTo(sink.dataset());
    }

    private static StreamValue stream(MemorySink sink, String key) {
        return Objects.requireNonNull(sink.databases
                .keyspace(0)
                .entry(RealRedis.latin1(key), 0, key.length())
                .collection(StreamValue.class));
    }

    /** What Redis has made of random commands comes back from memory byte for byte, and Redis takes it back. */
    @Test
    @NeedsProgram("redis-server")
    void payloadsAreThoseOfRedis(@TempDir Path directory) throws Exception {
        Random random = new Random(7);
        try (RealRedis redis = RealRedis.start(
                directory,
                "--rdbcompression",
                "no",
                "--stream-node-max-entries",
                "5",
                "--sanitize-dump-payload",
                "yes")) {
            for (int i = 0; i < 60; i++) {
                redis.command("DEL", "s");
                redis.pipeline(commands(random, 1 + random.nextInt(120)));
                byte[] theirs = RealRedis.latin1((String) redis.command("DUMP", "s"));
                MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
                restore(theirs, sink);
                sink.checkInvariants();
                byte[] ours = new RdbPayload(false).of(stream(sink, "k"));
                assertThat(ours).isEqualTo(theirs);
                String text = new String(ours, StandardCharsets.ISO_8859_1);
                assertThat(redis.command("RESTORE", "copy", "0", text, "REPLACE"))
                        .isEqualTo("OK");
            }
        }
    }

    private static List<String[]> commands(Random random, int count) {
        List<String[]> commands = new ArrayList<>();
        commands.add("XGROUP CREATE s g 0 MKSTREAM".split(" "));
        for (int i = 0; i < count; i++) {
            String id = random.nextInt(40) + "-" + random.nextInt(3);
            String consumer = "c" + random.nextInt(3);
            String command = switch (random.nextInt(12)) {
                case 0 -> "XDEL s " + id;
                case 1 -> "XREADGROUP GROUP g " + consumer + " COUNT " + (1 + random.nextInt(5)) + " STREAMS s >";
                case 2 -> "XCLAIM s g " + consumer + " 0 " + id + " FORCE RETRYCOUNT " + random.nextInt(100_000);
                case 3 -> "XACK s g " + id;
                case 4 -> "XGROUP CREATE s h" + random.nextInt(3) + " " + id;
                case 5 -> "XGROUP CREATECONSUMER s g " + consumer;
                case 6 -> random.nextInt(4) > 0 ? "XLEN s" : "XTRIM s MAXLEN ~ " + random.nextInt(60);
                case 7 -> random.nextInt(9) > 0 ? "XLEN s" : "XADD s 18446744073709551615-" + i + " max max";
                default -> "XADD s " + i / 3 + "-* a " + random.nextInt(300) + (random.nextBoolean() ? "" : " b text");
            };
            commands.add(command.split(" "));
        }
        return commands;
    }

    // ---- hand-made

    /** One entry {@code a=1} with the id 5-1, as a leaf of its own. */
    private static RdbBytes leaf(long ms) {
        return key(ms, 1).string(listpack("1", "0", "1", "a", "0", "2", "0", "0", "1", "4"));
    }

    private static RdbBytes key(long ms, long sequence) {
        RdbBytes bytes = value(16);
        return bytes.int64(Long.reverseBytes(ms)).int64(Long.reverseBytes(sequence));
    }

    private static RdbBytes id(long ms, long sequence) {
        return value().int64(Long.reverseBytes(ms)).int64(Long.reverseBytes(sequence));
    }

    private static String listpack(String... entries) {
        Packed pack = Packed.workspace(64);
        Listpack.clear(pack);
        for (String entry : entries) {
            Listpack.append(pack, RealRedis.latin1(entry), 0, entry.length());
        }
        return RecordingSink.text(pack.bytes(), 0, pack.length());
    }

    private static RdbBytes value(int... bytes) {
        return RdbBytes.file("").add(bytes);
    }

    /** A whole stream of the second version around leaves; last id 9-9. */
    private static RdbBytes stream(int length, RdbBytes... leaves) {
        RdbBytes bytes = value(leaves.length);
        for (RdbBytes leaf : leaves) {
            bytes.append(leaf);
        }
        return bytes.add(length, 9, 9, 5, 1, 0, 0, length);
    }

    private static String read(int type, RdbBytes value) throws IOException {
        RecordingSink sink = new RecordingSink();
        restore(SampleBlobs.payload(type, value.toBytes(), 12), sink);
        return sink.entry(0, "k").value();
    }

    private static void restore(byte[] payload, RdbValueSink sink) throws RdbException {
        RdbPayload.restore(RdbKey.of(NAME, 0, 1, RecordTable.NO_EXPIRY), payload, 0, payload.length, sink);
    }

    @Test
    void knowsAllThreeVersions() throws IOException {
        RdbBytes first = value(1).append(leaf(5)).add(1, 9, 9, 1).string("g").add(5, 1);
        first.add(1)
                .append(id(5, 1))
                .int64(1000)
                .add(3, 1)
                .string("c")
                .int64(2000)
                .add(1)
                .append(id(5, 1));
        String entries = "first=5-1 deleted=0-0 added=1 5-1:a=1,";
        String rest = "consumer c pending=1 pending 5-1 c at=1000 times=3";
        assertThat(read(V1, first)).isEqualTo("stream last=9-9 " + entries + " group g 5-1 read=1 " + rest);

        RdbBytes second = value(1).append(leaf(5))
                .add(1, 9, 9, 5, 1, 7, 0, 60, 1)
                .string("g")
                .add(5, 1, 8);
        second.add(1)
                .append(id(5, 1))
                .int64(1000)
                .add(3, 1)
                .string("c")
                .int64(2000)
                .add(1)
                .append(id(5, 1));
        String counted = "stream last=9-9 first=5-1 deleted=7-0 added=60 5-1:a=1, group g 5-1 read=8 ";
        assertThat(read(V2, second)).isEqualTo(counted + rest);

        RdbBytes third = value(1).append(leaf(5))
                .add(1, 9, 9, 5, 1, 7, 0, 60, 1)
                .string("g")
                .add(5, 1, 8);
        third.add(1)
                .append(id(5, 1))
                .int64(1000)
                .add(3, 1)
                .string("c")
                .int64(2000)
                .int64(-1);
        third.add(1).append(id(5, 1));
        assertThat(read(V3, third)).isEqualTo(counted + rest);
    }

    @Test
    void takesStreamsWithoutEntries() throws IOException {
        assertThat(read(V2, stream(0).add(0))).isEqualTo("stream last=9-9 first=0-0 deleted=0-0 added=0");
        RdbBytes deleted = key(5, 1).string(listpack("0", "1", "1", "a", "0", "3", "0", "0", "1", "4"));
        assertThat(read(V2, stream(0, deleted).add(0))).isEqualTo("stream last=9-9 first=0-0 deleted=0-0 added=0");
        assertThat(read(V2, stream(1, deleted, leaf(6)).add(0))).contains(" 6-1:a=1,");
        RdbBytes last = key(6, 1).string(listpack("0", "1", "1", "a", "0", "3", "0", "0", "1", "4"));
        assertThat(read(V2, stream(1, leaf(5), last).add(0))).contains(" 5-1:a=1,");
    }

    @Test
    void refusesLeavesThatAreNone() {
        assertRefused(stream(1, value(3, 1, 2, 3).string("x")).add(0), "a part of the stream 'k' has no id before it");
        assertRefused(stream(1, key(5, 1).string("x")).add(0), "a part of it is no listpack");
        assertRefused(stream(0, key(5, 1).string(listpack())).add(0), "it ends too early");
        assertRefused(leafOf("1", "0", "1", "a"), "it ends too early");
        assertRefused(leafOf("1", "0", "9", "a", "0", "2", "0", "0", "1", "4"), "it ends too early");
        assertRefused(leafOf("1", "0", "0", "0", "2", "0", "0", "3"), "an entry has an impossible number of fields");
        assertRefused(leafOf("1", "0", "-1", "0"), "an entry has an impossible number of fields");
        assertRefused(leafOf("1", "0", "9223372036854775807", "a"), "an entry has an impossible number of fields");
        assertRefused(leafOf("1", "x", "1", "a", "0", "2", "0", "0", "1", "4"), "a text stands where a number should");
        assertRefused(
                leafOf("1", "0", "1", "a", "7", "2", "0", "0", "1", "4"), "the first entry's names do not end with 0");
        assertRefused(leafOf("1", "0", "1", "a", "0", "6", "0", "0", "1", "4"), "an entry has unknown flags");
        assertRefused(leafOf("1", "0", "1", "a", "0", "2", "0", "0", "1", "5"), "the length behind an entry is wrong");
        assertRefused(leafOf("1", "0", "1", "a", "0", "0", "0", "0", "1", "b"), "it ends too early");
        assertRefused(leafOf("1", "0", "1", "a", "0", "2", "-1", "0", "1", "4"), "its ids do not rise");
        assertRefused(
                leafOf("2", "0", "1", "a", "0", "2", "0", "0", "1", "4", "2", "0", "0", "2", "4"),
                "its ids do not rise");
        assertRefused(
                leafOf("2", "0", "1", "a", "0", "2", "0", "0", "1", "4"),
                "it has 1 entries and 0 deleted ones, not 2 and 0");
        assertRefused(
                leafOf("1", "0", "1", "a", "0", "3", "0", "0", "1", "4"),
                "it has 0 entries and 1 deleted ones, not 1 and 0");
    }

    private static RdbBytes leafOf(String... entries) {
        return stream(1, key(5, 1).string(listpack(entries))).add(0);
    }

    @Test
    void refusesCountersThatLie() {
        assertRefused(stream(2, leaf(5)).add(0), "it has 1 entries, not 2");
        assertRefused(stream(2, leaf(5), leaf(5)).add(0), "the ids of its parts do not rise");
        assertRefused(stream(2, leaf(5), leaf(4)).add(0), "the ids of its parts do not rise");
        assertRefused(stream(1, leaf(10)).add(0), "its last id is before that of its last entry");
        RdbBytes added = value(1).append(leaf(5))
                .add(1, 9, 9, 5, 1, 0, 0, 0x81)
                .int64(-1)
                .add(0);
        assertRefused(added, "the number of its entries is impossible");
    }

    @Test
    void refusesGroupsThatAreNone() {
        assertRefused(group(0x81).int64(-2).add(0, 0), "the number of entries that a group has read is impossible");
        assertRefused(
                stream(1, leaf(5))
                        .add(2)
                        .string("g")
                        .add(5, 1, 1, 0, 0)
                        .string("g")
                        .add(5, 1, 1, 0, 0),
                "a group is there twice");
        RdbBytes twice = group(1).add(2)
                .append(id(5, 1))
                .int64(0)
                .add(1)
                .append(id(5, 1))
                .int64(0)
                .add(1);
        assertRefused(twice.add(0), "the pending entry 5-1 is there twice");
        assertRefused(
                group(1).add(1).append(id(5, 1)).int64(0).add(1, 0),
                "entries are pending in a group, but with none of its consumers");
        assertRefused(
                group(1).add(0, 2)
                        .string("c")
                        .int64(0)
                        .add(0)
                        .string("c")
                        .int64(0)
                        .add(0),
                "a consumer is there twice");
        assertRefused(
                group(1).add(0, 1).string("c").int64(0).add(1).append(id(5, 1)),
                "the entry 5-1 is pending with a consumer, but not in its group");
        RdbBytes shared = group(1).add(1).append(id(5, 1)).int64(0).add(1, 2);
        shared.string("c")
                .int64(0)
                .add(1)
                .append(id(5, 1))
                .string("d")
                .int64(0)
                .add(1)
                .append(id(5, 1));
        assertRefused(shared, "the entry 5-1 is pending with two consumers");
    }

    /** A stream with the beginning of one group, up to how many entries it has read. */
    private static RdbBytes group(int read) {
        return stream(1, leaf(5)).add(1).string("g").add(5, 1, read);
    }

    private static void assertRefused(RdbBytes value, String sentence) {
        RdbException refusal = catchThrowableOfType(RdbException.class, () -> read(V2, value));
        assertThat(refusal).as(sentence).isNotNull();
        assertThat(refusal.kind()).isEqualTo(Kind.DAMAGED);
        assertThat(refusal.sentence()).endsWith(sentence);
    }

    /** Whatever byte is changed, the stream is refused or as sound as any. */
    @Test
    void anyDamageIsRefusedOrHarmless() throws IOException {
        MemorySink sample = MemorySink.read(Sample.of("redis-7.0.15").dump());
        byte[] value = new RdbPayload(false).of(stream(sample, "stream:big"));
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 4000; i++) {
            byte[] body = Arrays.copyOfRange(value, 1, value.length - RdbFormat.PAYLOAD_FOOTER_LENGTH_BYTES);
            // Near the end are the groups, which are few bytes.
            int at = random.nextBoolean() ? random.nextInt(body.length) : body.length - 1 - random.nextInt(700);
            body[at] = (byte) (random.nextBoolean() ? random.nextInt() : body[at] ^ 1 << random.nextInt(8));
            MemorySink sink = new MemorySink(EncodingLimits.DEFAULT);
            try {
                restore(SampleBlobs.payload(V2, body, 10), sink);
                ValueInvariants.check(stream(sink, "k"));
            } catch (RdbException e) {
                refused++;
            }
        }
        System.out.println(refused + " of 4000 damaged streams refused");
        assertThat(refused).isBetween(500, 3900);
    }
}
