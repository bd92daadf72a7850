package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Goal: what is compressed comes back, and no stream, however hostile, makes the decompressor touch a byte outside its target.
 *
 * <p>Method: inputs with all distances and match lengths; random streams, and good streams with one byte changed or cut, into a
 * target with guard bytes on both sides. Invariants: the guards stay; a stream is taken only if it gives the exact length; the
 * count of tokens agrees with the bytes that come out. One compressor is used throughout, so its table is never fresh.
 */
class LzfPropertyTest {
    private static final int GUARD = 16;
    private static final Lzf LZF = new Lzf();

    @Property(tries = 2000)
    void whatIsCompressedComesBack(@ForAll("compressible") byte[] original) {
        byte[] target = new byte[original.length + 3];
        int length = LZF.compress(original, 0, original.length, target, 3, original.length);
        if (length == 0) {
            assertThat(needed(original)).isGreaterThan(original.length);
            return;
        }
        byte[] back = new byte[original.length];
        assertThat(Lzf.decompress(target, 3, length, back, 0, back.length)).isTrue();
        assertThat(back).isEqualTo(original);
        assertThat(Lzf.decompressedLength(target, 3, length)).isEqualTo(original.length);
        assertThat(original.length).isLessThanOrEqualTo(length * Lzf.MAX_EXPANSION);
    }

    /** The length of the compressed form when room is no matter. */
    private static int needed(byte[] original) {
        byte[] roomy = new byte[original.length + original.length / 32 + 8];
        return LZF.compress(original, 0, original.length, roomy, 0, roomy.length);
    }

    @Property
    void aRangeIsCompressedAsIfItStoodAlone(@ForAll("compressible") byte[] original) {
        byte[] shifted = new byte[original.length + 20];
        Arrays.fill(shifted, (byte) 'z');
        System.arraycopy(original, 0, shifted, 10, original.length);
        byte[] alone = new byte[original.length];
        byte[] inside = new byte[original.length];
        int length = new Lzf().compress(original, 0, original.length, alone, 0, alone.length);
        assertThat(LZF.compress(shifted, 10, original.length, inside, 0, inside.length))
                .isEqualTo(length);
        assertThat(Arrays.copyOf(inside, length)).isEqualTo(Arrays.copyOf(alone, length));
    }

    @Property(tries = 2000)
    void neverPassesItsLimit(@ForAll("compressible") byte[] original, @ForAll Random random) {
        int limit = random.nextInt(original.length + 1);
        byte[] target = new byte[limit + GUARD];
        int length = LZF.compress(original, 0, original.length, target, 0, limit);
        assertThat(length).isBetween(0, limit);
        assertThat(Arrays.copyOfRange(target, limit, limit + GUARD)).containsOnly(0);
    }

    @Test
    void hostileStreamsAreRefusedAndTouchNothingElse() {
        Random random = new Random(1);
        int taken = 0;
        int refused = 0;
        byte[] guard = new byte[GUARD];
        Arrays.fill(guard, (byte) 0x55);
        for (int round = 0; round < 100_000; round++) {
            byte[] stream = round % 2 == 0 ? randomStream(random) : mutatedStream(random);
            long promised = Lzf.decompressedLength(stream, 0, stream.length);
            int asked = (int) Math.max(0, promised) + (random.nextInt(4) == 0 ? random.nextInt(9) - 4 : 0);
            byte[] target = new byte[Math.max(0, asked) + 2 * GUARD];
            Arrays.fill(target, (byte) 0x55);
            int length = target.length - 2 * GUARD;
            boolean good = Lzf.decompress(stream, 0, stream.length, target, GUARD, length);
            if (!Arrays.equals(target, 0, GUARD, guard, 0, GUARD)
                    || !Arrays.equals(target, GUARD + length, target.length, guard, 0, GUARD)) {
                throw new AssertionError("wrote outside its target: " + Arrays.toString(stream));
            }
            if (good) {
                taken++;
                assertThat(promised).isEqualTo(length);
            } else {
                refused++;
            }
        }
        assertThat(taken).isGreaterThan(5_000);
        assertThat(refused).isGreaterThan(5_000);
    }

    private static byte[] randomStream(Random random) {
        byte[] stream = new byte[1 + random.nextInt(40)];
        random.nextBytes(stream);
        stream[0] &= random.nextBoolean() ? 0x0f : (byte) 0xff;
        return stream;
    }

    private static byte[] mutatedStream(Random random) {
        byte[] original = new byte[30 + random.nextInt(300)];
        for (int i = 0; i < original.length; i++) {
            original[i] = (byte) (random.nextInt(3) + (i & 4));
        }
        byte[] target = new byte[original.length];
        int length = LZF.compress(original, 0, original.length, target, 0, target.length);
        byte[] stream =
                Arrays.copyOf(target, Math.max(1, random.nextInt(4) == 0 ? random.nextInt(length + 1) : length));
        stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
        return stream;
    }

    @Test
    void reachesBackExactlyToTheStartAndNoFurther() {
        byte[] target = new byte[5];
        assertThat(Lzf.decompress(new byte[] {1, 'a', 'b', 0x20, 1}, 0, 5, target, 0, 5))
                .isTrue();
        assertThat(target).isEqualTo(new byte[] {'a', 'b', 'a', 'b', 'a'});
        assertThat(Lzf.decompress(new byte[] {1, 'a', 'b', 0x20, 2}, 0, 5, target, 0, 5))
                .isFalse();
    }

    @Test
    void findsTheFurthestCopyThatTheFormatCanSay() {
        for (int gap : new int[] {8190, 8191, 8192, 8193, 8194}) {
            byte[] original = new byte[gap + 300];
            Random random = new Random(gap);
            random.nextBytes(original);
            System.arraycopy(original, 0, original, gap, 300);
            byte[] target = new byte[2 * original.length];
            int length = LZF.compress(original, 0, original.length, target, 0, target.length);
            byte[] back = new byte[original.length];
            assertThat(Lzf.decompress(target, 0, length, back, 0, back.length)).isTrue();
            assertThat(back).isEqualTo(original);
            assertThat(length < original.length).as("gap=%d", gap).isEqualTo(gap <= 8192);
        }
    }

    @Provide
    Arbitrary<byte[]> compressible() {
        Arbitrary<byte[]> repeated = Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(40),
                        Arbitraries.integers().between(1, 3000),
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.randomValue(Random::nextLong))
                .as(LzfPropertyTest::repeat);
        Arbitrary<byte[]> fewLetters = Arbitraries.bytes()
                .between((byte) 0, (byte) 2)
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(600);
        return Arbitraries.oneOf(
                repeated,
                fewLetters,
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(100));
    }

    /** Repeats a piece up to some length, with one random byte here and there. */
    private static byte[] repeat(byte[] piece, int length, int noise, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = random.nextInt(1000) < noise ? (byte) random.nextInt() : piece[i % piece.length];
        }
        return bytes;
    }
}
