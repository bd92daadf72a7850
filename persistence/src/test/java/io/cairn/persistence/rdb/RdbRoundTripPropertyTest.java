package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.value.StringValue;
import io.cairn.persistence.rdb.RecordingSink.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is written is what is read.
 *
 * <p>Method: maps of records with every modifier, written with every option, and read from a source that gives a random number
 * of bytes at a time, so that every field sometimes lies across the end of the buffer's content.
 */
class RdbRoundTripPropertyTest {
    @Property(tries = 150)
    void whatIsWrittenIsRead(
            @ForAll("databases") Map<Integer, Map<String, Entry>> databases,
            @ForAll boolean compress,
            @ForAll boolean checksum,
            @ForAll Random random)
            throws IOException {
        int version = 10 + random.nextInt(3);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RdbWriter writer = new RdbWriter(bytes::write, version, compress, checksum);
        writer.begin(SampleStrings.header());
        for (Map.Entry<Integer, Map<String, Entry>> each : databases.entrySet()) {
            SampleStrings.writeDatabase(writer, each.getKey(), each.getValue());
        }
        assertThat(writer.finish()).isEqualTo(bytes.size());
        RecordingSink sink = new RecordingSink();
        RdbReader reader = new RdbReader(inPieces(bytes.toByteArray(), random), sink);
        reader.read();
        assertThat(reader.endOffset()).isEqualTo(bytes.size());
        assertThat(reader.version()).isEqualTo(version);
        assertThat(reader.checksumVerified()).isEqualTo(checksum);
        assertThat(sink.auxiliary).isEqualTo(SampleStrings.header());
        assertThat(sink.databases.keySet()).isEqualTo(databases.keySet());
        databases.forEach((index, data) -> {
            assertThat(SampleStrings.plain(sink.keys(index))).isEqualTo(SampleStrings.plain(data));
            assertThat(sink.sizes.get(index)).isEqualTo(List.of((long) data.size(), SampleStrings.expiring(data)));
        });
    }

    @Test
    void stringsAroundTheSizeOfTheBufferComeBack() throws IOException {
        Map<String, Entry> data = new LinkedHashMap<>();
        for (int length : new int[] {1, 70_000, 131_050, 131_071, 131_072, 131_073, 262_144, 400_000, 3_000_000, 5}) {
            byte[] noise = new byte[length];
            new Random(length).nextBytes(noise);
            String text = RecordingSink.text(noise, 0, length);
            data.put("key:" + length, Entry.of(text, RdbKey.NO_EXPIRY));
            data.put(text, Entry.of("value:" + length, length));
            data.put("both:" + text, Entry.of(text + text, length));
            data.put("zeros:" + length, Entry.of("\0".repeat(length), length));
        }
        for (boolean compress : new boolean[] {true, false}) {
            byte[] file = SampleStrings.write(data, compress, true);
            assertThat(RdbBytes.read(file).keys(0)).isEqualTo(data);
            RecordingSink sink = new RecordingSink();
            new RdbReader(inPieces(file, new Random(5)), sink).read();
            assertThat(sink.keys(0)).isEqualTo(data);
        }
    }

    @Property(tries = 200)
    void numbersTakeTheFormOfRedis(@ForAll long value) throws IOException {
        for (long number : new long[] {value, (int) value, (short) value, (byte) value}) {
            Map<String, Entry> data = Map.of("k", new Entry(Long.toString(number), true, 5, -1, -1));
            byte[] asNumber = SampleStrings.write(data, true, true);
            assertThat(SampleStrings.write(SampleStrings.plain(data), true, true))
                    .isEqualTo(asNumber);
            boolean fits = number == (int) number;
            assertThat(RdbBytes.read(asNumber).entry(0, "k").isInteger()).isEqualTo(fits);
        }
    }

    @Test
    void lengthsTakeTheirShortestForm() throws IOException {
        assertThat(lengthForm(0)).isEqualTo(new byte[] {0});
        assertThat(lengthForm(63)).isEqualTo(new byte[] {63});
        assertThat(lengthForm(64)).isEqualTo(new byte[] {0x40, 64});
        assertThat(lengthForm(16_383)).isEqualTo(new byte[] {0x7f, -1});
        assertThat(lengthForm(16_384)).isEqualTo(new byte[] {-128, 0, 0, 0x40, 0});
        assertThat(lengthForm(0xffff_ffffL)).isEqualTo(new byte[] {-128, -1, -1, -1, -1});
        assertThat(lengthForm(0x1_0000_0000L)).isEqualTo(new byte[] {-127, 0, 0, 0, 1, 0, 0, 0, 0});
        assertThatThrownBy(() -> lengthForm(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] lengthForm(long length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        RdbOutput out = new RdbOutput(bytes::write, false, false);
        out.writeLength(length);
        out.flush();
        byte[] form = bytes.toByteArray();
        assertThat(new RdbInput(form, 0, form.length).readLength()).isEqualTo(length);
        return form;
    }

    @Test
    void refusesToWriteWhatItCannot() {
        RdbTarget nowhere = (source, offset, length) -> {};
        for (int version : new int[] {9, 13, 80}) {
            assertThatThrownBy(() -> new RdbWriter(nowhere, version, true, true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        RdbWriter writer = new RdbWriter(nowhere, 10, true, true);
        assertThatThrownBy(() -> writer.record(new byte[1], 0, 2, 0, new StringValue()))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> writer.frequency(256)).isInstanceOf(IllegalArgumentException.class);
    }

    static RdbSource inPieces(byte[] file, Random random) {
        int most = 1 << random.nextInt(18);
        int[] position = new int[1];
        return (target, offset, length) -> {
            if (position[0] == file.length) {
                return -1;
            }
            int count = Math.min(Math.min(length, file.length - position[0]), 1 + random.nextInt(most));
            System.arraycopy(file, position[0], target, offset, count);
            position[0] += count;
            return count;
        };
    }

    @Provide
    Arbitrary<Map<Integer, Map<String, Entry>>> databases() {
        Arbitrary<String> texts =
                Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(60);
        Arbitrary<String> repeated = Combinators.combine(
                        texts, Arbitraries.integers().between(1, 400))
                .as(String::repeat);
        Arbitrary<String> numbers = Arbitraries.longs().map(number -> Long.toString(number));
        Arbitrary<String> strings = Arbitraries.oneOf(
                texts, repeated, numbers, Arbitraries.integers().map(String::valueOf));
        Arbitrary<Long> expiries = Arbitraries.oneOf(
                Arbitraries.just(RdbKey.NO_EXPIRY), Arbitraries.longs().filter(moment -> moment != -1));
        Arbitrary<Entry> plain = Combinators.combine(
                        strings,
                        expiries,
                        Arbitraries.longs().between(-1, 1L << 40),
                        Arbitraries.integers().between(-1, 255))
                .as((value, expireAtMs, idle, frequency) -> new Entry(value, false, expireAtMs, idle, frequency));
        Arbitrary<Entry> integers = Combinators.combine(numbers, expiries)
                .as((value, expireAtMs) -> new Entry(value, true, expireAtMs, RdbKey.NOT_GIVEN, RdbKey.NOT_GIVEN));
        return Arbitraries.maps(
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.maps(strings, Arbitraries.oneOf(plain, integers))
                                .ofMaxSize(20))
                .ofMaxSize(4);
    }
}
