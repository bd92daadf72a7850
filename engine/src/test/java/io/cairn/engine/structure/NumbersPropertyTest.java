package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Goal: a text counts as a number exactly when it is the one text of a {@code long}. Method: texts that look like numbers,
 * many of them near the limits. Invariant: agreement with {@link BigInteger}, and writing gives back what was read.
 */
class NumbersPropertyTest {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    @Property
    void writesWhatJavaWrites(@ForAll("longs") long value) {
        byte[] target = new byte[32];
        Arrays.fill(target, (byte) 'x');
        int end = Numbers.putLong(target, 3, value);
        assertThat(end - 3).isEqualTo(Numbers.longDigits(value)).isLessThanOrEqualTo(Numbers.MAX_LONG_DIGITS);
        assertThat(new String(target, 0, end + 1, StandardCharsets.ISO_8859_1)).isEqualTo("xxx" + value + "x");
        assertThat(Numbers.isLong(target, 3, end - 3)).isTrue();
        assertThat(Numbers.toLong(target, 3, end - 3)).isEqualTo(value);
    }

    @Property(tries = 20_000)
    void readsExactlyTheCanonicalTexts(@ForAll("texts") String text) {
        byte[] padded = ("9" + text + "9").getBytes(StandardCharsets.ISO_8859_1);
        boolean canonical = isCanonical(text);
        assertThat(Numbers.isLong(padded, 1, text.length())).as(text).isEqualTo(canonical);
        if (canonical) {
            assertThat(Numbers.toLong(padded, 1, text.length())).isEqualTo(Long.parseLong(text));
        }
    }

    @Example
    void knowsTheLimits() {
        for (BigInteger limit : new BigInteger[] {LEAST, MOST}) {
            for (int distance = -300; distance <= 300; distance++) {
                BigInteger number = limit.add(BigInteger.valueOf(distance));
                byte[] text = number.toString().getBytes(StandardCharsets.ISO_8859_1);
                assertThat(Numbers.isLong(text, 0, text.length))
                        .as(number.toString())
                        .isEqualTo(isCanonical(number.toString()));
            }
        }
    }

    private static boolean isCanonical(String text) {
        if (!text.matches("-?[0-9]+")) {
            return false;
        }
        BigInteger number = new BigInteger(text);
        return number.toString().equals(text) && number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0;
    }

    @Provide
    Arbitrary<Long> longs() {
        return Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.integers().between(0, 18).map(digits -> (long) Math.pow(10, digits)),
                Arbitraries.integers().between(0, 18).map(digits -> 1 - (long) Math.pow(10, digits)));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> near = Arbitraries.bigIntegers()
                .between(LEAST.multiply(BigInteger.TEN), MOST.multiply(BigInteger.TEN))
                .map(BigInteger::toString);
        Arbitrary<String> odd = Arbitraries.strings().withChars("0019-+ .ex").ofMaxLength(6);
        Arbitrary<String> digits =
                Arbitraries.strings().numeric().ofMinLength(17).ofMaxLength(21);
        Arbitrary<String> negative = digits.map(text -> "-" + text);
        return Arbitraries.oneOf(near, odd, digits, negative);
    }
}
