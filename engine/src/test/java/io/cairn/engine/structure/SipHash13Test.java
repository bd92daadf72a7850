package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Compares with the algorithm as its paper states it, which in turn is compared with the paper's own example. */
class SipHash13Test {
    private static final long KEY_0 = 0x0706050403020100L;
    private static final long KEY_1 = 0x0f0e0d0c0b0a0908L;

    @Test
    void thePlainFormAgreesWithThePapersExample() {
        assertThat(plain(2, 4, KEY_0, KEY_1, counting(15))).isEqualTo(0xa129ca6149be45e5L);
    }

    @Test
    void agreesWithThePlainFormForAllLengths() {
        SipHash13 hash = new SipHash13(KEY_0, KEY_1);
        for (int length = 0; length <= 300; length++) {
            byte[] input = counting(length);
            assertThat(hash.hash(input, 0, length)).as("length=%d", length).isEqualTo(plain(1, 3, KEY_0, KEY_1, input));
        }
    }

    @Test
    void looksAtTheSliceOnly() {
        SipHash13 hash = new SipHash13(KEY_0, KEY_1);
        for (int length = 0; length <= 24; length++) {
            long expected = plain(1, 3, KEY_0, KEY_1, counting(length));
            for (int before = 0; before <= 16; before++) {
                for (int behind = 0; behind <= 9; behind++) {
                    byte[] input = new byte[before + length + behind];
                    Arrays.fill(input, (byte) 0xa5);
                    System.arraycopy(counting(length), 0, input, before, length);
                    assertThat(hash.hash(input, before, length)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void dependsOnBothHalvesOfTheKey() {
        byte[] input = counting(16);
        long hash = new SipHash13(KEY_0, KEY_1).hash(input, 0, 16);
        assertThat(new SipHash13(KEY_0 + 1, KEY_1).hash(input, 0, 16)).isNotEqualTo(hash);
        assertThat(new SipHash13(KEY_0, KEY_1 + 1).hash(input, 0, 16)).isNotEqualTo(hash);
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static long plain(int compressionRounds, int finalRounds, long key0, long key1, byte[] input) {
        long[] v = {
            key0 ^ 0x736f6d6570736575L,
            key1 ^ 0x646f72616e646f6dL,
            key0 ^ 0x6c7967656e657261L,
            key1 ^ 0x7465646279746573L
        };
        byte[] padded = Arrays.copyOf(input, input.length / 8 * 8 + 8);
        padded[padded.length - 1] = (byte) input.length;
        ByteBuffer words = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
            long word = words.getLong();
            v[3] ^= word;
            rounds(v, compressionRounds);
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        rounds(v, finalRounds);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void rounds(long[] v, int count) {
        for (int i = 0; i < count; i++) {
            v[0] += v[1];
            v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
            v[0] = Long.rotateLeft(v[0], 32);
            v[2] += v[3];
            v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
            v[0] += v[3];
            v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
            v[2] += v[1];
            v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }
}
