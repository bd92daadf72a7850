package io.cairn.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Changes to bytes that get further into a reader than rubbish does: bits, bytes and blocks, numbers in digits that become extreme, and
 * words that mean something to the format. The same seed makes the same changes.
 */
public final class Mutations {
    private static final List<String> NUMBERS = List.of(
            "0",
            "-1",
            "1",
            "-0",
            "00",
            "+1",
            "127",
            "128",
            "255",
            "256",
            "65535",
            "65536",
            "536870912",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551616",
            "1e308",
            "nan",
            "-inf",
            "");

    private final Random random;
    private final List<String> words;

    /** Changes that know {@code words} of the format. */
    public Mutations(Random random, List<String> words) {
        this.random = random;
        this.words = words;
    }

    /** A copy of {@code original} with one to four changes. */
    public byte[] of(byte[] original) {
        byte[] changed = original.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed = change(changed);
        }
        return changed;
    }

    private byte[] change(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(8)));
        return switch (random.nextInt(8)) {
            case 0 -> withBit(bytes);
            case 1 -> replace(bytes, at, Math.min(1, bytes.length - at), new byte[] {(byte) random.nextInt(256)});
            case 2 -> replace(bytes, at, length, new byte[0]);
            case 3 -> replace(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 4 -> number(bytes, at);
            case 5 -> replace(bytes, at, 0, word());
            case 6 -> {
                int from = random.nextInt(bytes.length + 1);
                byte[] other = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
                yield replace(bytes, at, length, other);
            }
            default -> replace(bytes, at, length, word());
        };
    }

    private byte[] withBit(byte[] bytes) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    private byte[] word() {
        List<String> from = words.isEmpty() || random.nextInt(4) == 0 ? NUMBERS : words;
        return from.get(random.nextInt(from.size())).getBytes(ISO_8859_1);
    }

    /** Puts another number in the place of the first digits from {@code at} on. */
    private byte[] number(byte[] bytes, int at) {
        int from = at;
        while (from < bytes.length && !isDigit(bytes[from])) {
            from++;
        }
        int end = from;
        while (end < bytes.length && isDigit(bytes[end])) {
            end++;
        }
        String number = NUMBERS.get(random.nextInt(NUMBERS.size()));
        return replace(bytes, from, end - from, number.getBytes(ISO_8859_1));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static byte[] replace(byte[] bytes, int at, int length, byte[] by) {
        byte[] changed = Arrays.copyOf(bytes, bytes.length - length + by.length);
        System.arraycopy(by, 0, changed, at, by.length);
        System.arraycopy(bytes, at + length, changed, at + by.length, bytes.length - at - length);
        return changed;
    }
}
