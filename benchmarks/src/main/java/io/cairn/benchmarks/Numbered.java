package io.cairn.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Names of 16 bytes with a number in them, each once, in an order that is nobody's. */
final class Numbered {
    private static final int DIGITS = 12;

    private Numbered() {}

    static byte[][] names(int count) {
        byte[][] names = new byte[count][];
        for (int i = 0; i < count; i++) {
            names[i] = name(i);
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            byte[] name = names[i];
            names[i] = names[other];
            names[other] = name;
        }
        return names;
    }

    static byte[] name(int number) {
        String digits = Integer.toString(number);
        return ("key:" + "0".repeat(DIGITS - digits.length()) + digits).getBytes(StandardCharsets.ISO_8859_1);
    }
}
