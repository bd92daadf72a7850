package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.cairn.persistence.rdb.RecordingSink.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Goal: damage never becomes data.
 *
 * <p>Method: cut files at every byte, flip every bit of them, and hit larger ones with blocks of rubbish, zeros, and blocks
 * from elsewhere in the file. Invariants: a damaged file with a checksum is refused with an {@link RdbException}; without a
 * checksum only flips that leave a well-formed file get through, and nothing but an {@link RdbException} comes out.
 */
class RdbDamageTest {
    private static final Map<String, Entry> DATA = SampleStrings.dataSet(31, 60, 150);

    @Test
    void everyCutIsRefused() throws IOException {
        for (boolean checksum : new boolean[] {true, false}) {
            byte[] file = SampleStrings.write(DATA, true, checksum);
            assertThat(file.length).isBetween(1_000, 4_000);
            for (int length = 0; length < file.length; length++) {
                RdbInput in = new RdbInput(new ByteArrayInputStream(file, 0, length)::read);
                assertThat(isRefused(in)).as("length=%d", length).isTrue();
            }
            assertThat(isRefused(file)).isFalse();
        }
    }

    @Test
    void everyFlippedBitIsRefused() throws IOException {
        byte[] file = SampleStrings.write(DATA, true, true);
        for (int bit = 0; bit < file.length * 8; bit++) {
            assertThat(isRefused(flip(file, bit))).as("bit=%d", bit).isTrue();
        }
    }

    @Test
    void withoutAChecksumFlippedBitsAreRefusedOrGiveAWellFormedFile() throws IOException {
        byte[] file = SampleStrings.write(DATA, true, false);
        int refused = 0;
        for (int bit = 0; bit < file.length * 8; bit++) {
            refused += isRefused(flip(file, bit)) ? 1 : 0;
        }
        // The rest are flips inside keys, values, expiries and hints, which nothing but a checksum can tell. That many
        // get
        // through is why files are written with one.
        assertThat(refused).isBetween(file.length * 8 / 20, file.length * 8 / 2);
    }

    @Test
    void everyFlippedBitOfAnOldFileWithoutChecksumIsRefusedOrGivesAWellFormedFile() {
        byte[] file = RdbBytes.file("REDIS0004")
                .add(0xfe, 0, 0)
                .string("key")
                .string("value")
                .add(0xfd)
                .int32(2_000_000_000)
                .add(0)
                .string("k2")
                .add(0xc3, 6, 21, 1, 'a', 'a', 0xe0, 0x0a, 0)
                .endWithoutChecksum();
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] flipped = flip(file, bit);
            assertThatCode(() -> isRefused(flipped)).doesNotThrowAnyException();
        }
    }

    @Test
    void damagedBlocksAreRefused() throws IOException {
        byte[] file = SampleStrings.write(SampleStrings.dataSet(32, 2_000, 5_000), true, true);
        assertThat(file.length).isGreaterThan(RdbInput.BUFFER_LENGTH_BYTES);
        Random random = new Random(33);
        int damaged = 0;
        for (int round = 0; round < 400; round++) {
            byte[] hit = file.clone();
            damage(hit, random);
            if (!Arrays.equals(hit, file)) {
                damaged++;
                assertThat(isRefused(new RdbInput(new ByteArrayInputStream(hit)::read)))
                        .as("round=%d", round)
                        .isTrue();
            }
        }
        assertThat(damaged).isGreaterThan(350);
    }

    private static void damage(byte[] file, Random random) {
        int length = Math.min(file.length, 1 + random.nextInt(1 << random.nextInt(14)));
        int offset = random.nextInt(file.length - length + 1);
        switch (random.nextInt(3)) {
            case 0 -> Arrays.fill(file, offset, offset + length, (byte) 0);
            case 1 -> {
                byte[] rubbish = new byte[length];
                random.nextBytes(rubbish);
                System.arraycopy(rubbish, 0, file, offset, length);
            }
            default -> System.arraycopy(file, random.nextInt(file.length - length + 1), file, offset, length);
        }
    }

    @Test
    void rubbishIsRefusedInShortTime() {
        Random random = new Random(34);
        int refused = 0;
        for (int round = 0; round < 30_000; round++) {
            byte[] rubbish = new byte[random.nextInt(60)];
            random.nextBytes(rubbish);
            for (int i = 0; i < rubbish.length; i++) {
                // Bytes that mean something, so that the reader gets further than one record.
                rubbish[i] = random.nextInt(3) == 0 ? (byte) random.nextInt(8) : rubbish[i];
                rubbish[i] = random.nextInt(8) == 0 ? (byte) (0xf4 + random.nextInt(11)) : rubbish[i];
            }
            byte[] file = Arrays.copyOf("REDIS0012".getBytes(StandardCharsets.US_ASCII), 9 + rubbish.length);
            System.arraycopy(rubbish, 0, file, 9, rubbish.length);
            refused += isRefused(file) ? 1 : 0;
        }
        assertThat(refused).isEqualTo(30_000);
    }

    private static byte[] flip(byte[] file, int bit) {
        byte[] flipped = file.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    /** Whether reading ends with an {@link RdbException}; anything else that is thrown fails the test. */
    private static boolean isRefused(byte[] file) {
        return isRefused(new RdbInput(file, 0, file.length));
    }

    private static boolean isRefused(RdbInput in) {
        try {
            new RdbReader(in, new RecordingSink()).read();
            return false;
        } catch (RdbException refusal) {
            return true;
        } catch (IOException e) {
            throw new AssertionError("an array has no I/O errors", e);
        }
    }
}
