package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Crc64Test {
    private static final long JONES_REFLECTED = Long.reverse(0xad93d23594c935a9L);

    @Test
    void givesThePublishedCheckValue() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(Crc64.of(digits, 0, digits.length)).isEqualTo(0xe9c6d914c4b8d9caL);
        assertThat(Crc64.of(digits, 3, 0)).isZero();
    }

    @Property
    void equalsTheCrcComputedBitByBit(
            @ForAll @Size(max = 70) byte[] bytes,
            @ForAll @IntRange(max = 70) int from,
            @ForAll @IntRange(max = 70) int to) {
        int offset = Math.min(Math.min(from, to), bytes.length);
        int length = Math.min(Math.max(from, to), bytes.length) - offset;
        assertThat(Crc64.of(bytes, offset, length)).isEqualTo(bitByBit(bytes, offset, length));
    }

    @Property
    void isTheSameInPieces(@ForAll @Size(max = 100) byte[] bytes, @ForAll @IntRange(max = 100) int at) {
        int cut = Math.min(at, bytes.length);
        Crc64 crc = new Crc64();
        crc.update(bytes, 0, cut);
        crc.update(bytes, cut, bytes.length - cut);
        assertThat(crc.value()).isEqualTo(Crc64.of(bytes, 0, bytes.length));
        crc.reset();
        assertThat(crc.value()).isZero();
    }

    @Property(tries = 100)
    void equalsTheCrcComputedBitByBitWhereLanesAreSummedSideBySide(
            @ForAll long seed, @ForAll @IntRange(max = 9) int from, @ForAll @IntRange(max = 10_000) int length) {
        byte[] bytes = new byte[from + length + 3];
        new Random(seed).nextBytes(bytes);
        assertThat(Crc64.of(bytes, from, length)).isEqualTo(bitByBit(bytes, from, length));
    }

    @Test
    void refusesARangeOutsideTheArray() {
        assertThatThrownBy(() -> Crc64.of(new byte[8], 4, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static long bitByBit(byte[] bytes, int offset, int length) {
        long crc = 0;
        for (int i = offset; i < offset + length; i++) {
            crc ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                boolean odd = (crc & 1) != 0;
                crc >>>= 1;
                crc ^= odd ? JONES_REFLECTED : 0;
            }
        }
        return crc;
    }
}
