package io.cairn.engine.command.string;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Goal: INCRBYFLOAT computes to the last digit what Redis computes in 80 bits. Method: pairs of numbers of all magnitudes
 * and notations, and of texts that are nearly numbers, to the engine and to a real Redis. Invariant: the same replies.
 */
@NeedsProgram("redis-server")
class IncrementFloatPropertyTest {
    private static final int TRIES = 25;
    private static final int PAIRS = 150;

    @SuppressWarnings("NullAway.Init") // Made by start, which jqwik calls first.
    private static Twins twins;

    private static int sums;
    private static int fractions;
    private static int refused;

    @BeforeContainer
    static void start() throws IOException {
        twins = new Twins();
    }

    @AfterContainer
    static void stop() throws IOException {
        twins.close();
        assertThat(sums).as("sums").isGreaterThan(TRIES * PAIRS / 4);
        assertThat(fractions).as("sums with a fraction").isGreaterThan(TRIES * PAIRS / 8);
        assertThat(refused).as("refused texts").isGreaterThan(TRIES * PAIRS / 20);
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void addsAsRedis(@ForAll("pairs") @Size(PAIRS) List<Tuple2<String, String>> pairs) throws IOException {
        twins.reset(2);
        List<byte[][]> requests = new ArrayList<>();
        for (Tuple2<String, String> pair : pairs) {
            requests.add(Requests.of("SET", "k", pair.get1()));
            requests.add(Requests.of("INCRBYFLOAT", "k", pair.get2()));
        }
        List<byte[]> replies = twins.execute(requests, List.of());
        for (int i = 1; i < replies.size(); i += 2) {
            if (RespReplies.isError(replies.get(i))) {
                refused++;
            } else {
                sums++;
                fractions += RespReplies.text(replies.get(i)).contains(".") ? 1 : 0;
            }
        }
    }

    @Provide
    Arbitrary<List<Tuple2<String, String>>> pairs() {
        Arbitrary<String> number = number();
        return Combinators.combine(number, number).as(Tuple::of).list();
    }

    private static Arbitrary<String> number() {
        Arbitrary<String> sign = Arbitraries.of("", "", "-", "-", "+");
        return Arbitraries.frequencyOf(
                Tuple.of(
                        6,
                        Combinators.combine(sign, decimal(30), Arbitraries.just(""))
                                .as(IncrementFloatPropertyTest::join)),
                Tuple.of(
                        6,
                        Combinators.combine(sign, decimal(8), exponent(-20, 20)).as(IncrementFloatPropertyTest::join)),
                Tuple.of(
                        2,
                        Combinators.combine(sign, decimal(25), exponent(-4990, 4960))
                                .as(IncrementFloatPropertyTest::join)),
                Tuple.of(
                        2,
                        Combinators.combine(sign, decimal(3), exponent(-4970, -4920))
                                .as(IncrementFloatPropertyTest::join)),
                Tuple.of(
                        2,
                        Combinators.combine(sign, decimal(22), exponent(4905, 4933))
                                .as(IncrementFloatPropertyTest::join)),
                Tuple.of(
                        3,
                        Combinators.combine(sign, hexadecimal(), Arbitraries.just(""))
                                .as(IncrementFloatPropertyTest::join)),
                Tuple.of(3, Arbitraries.longs().map(bits -> Double.toString(Double.longBitsToDouble(bits)))),
                Tuple.of(3, Arbitraries.longs().map(String::valueOf)),
                Tuple.of(2, halfway()),
                Tuple.of(
                        2,
                        Arbitraries.strings()
                                .withChars("0123456789.eE+-xXpP infatyx\0")
                                .ofMinLength(0)
                                .ofMaxLength(8)),
                Tuple.of(
                        1,
                        Arbitraries.of("inf", "-INF", "Infinity", "nan", "nan(1)", "0x", "0x.p1", "", ".", "1e", "00")),
                Tuple.of(1, Arbitraries.of(5118, 5119, 5120).map("0"::repeat)));
    }

    private static Arbitrary<String> decimal(int maxDigits) {
        Arbitrary<String> digits = Arbitraries.strings().numeric().ofMaxLength(maxDigits);
        Arbitrary<String> fraction = Arbitraries.strings().numeric().ofMaxLength(maxDigits);
        return Combinators.combine(digits, Arbitraries.of("", ".", ".", "."), fraction)
                .as(IncrementFloatPropertyTest::join);
    }

    private static Arbitrary<String> exponent(int min, int max) {
        return Combinators.combine(
                        Arbitraries.of("e", "E"), Arbitraries.integers().between(min, max))
                .as((mark, power) -> mark + power);
    }

    private static Arbitrary<String> hexadecimal() {
        Arbitrary<String> digits = Arbitraries.strings()
                .withChars("0123456789abcdefABCDEF")
                .ofMinLength(1)
                .ofMaxLength(20);
        Arbitrary<String> power = Arbitraries.integers().between(-80, 80).map(number -> "p" + number);
        Arbitrary<String> farPower =
                Arbitraries.integers().between(-16_600, 16_500).map(number -> "P" + number);
        return Combinators.combine(
                        digits,
                        Arbitraries.of("", ".", ".8", ".08", ".fF"),
                        Arbitraries.oneOf(power, farPower, Arbitraries.just("")))
                .as((whole, part, exponent) -> "0x" + whole + part + exponent);
    }

    /** Numbers just between two that can be represented, and their neighbours. */
    private static Arbitrary<String> halfway() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.longs().greaterOrEqual(1L << 62),
                        Arbitraries.of("8", "7ffffffffff", "80000000001"),
                        Arbitraries.integers().between(-70, 10))
                .as((top, bits, rest, power) ->
                        "0x" + Long.toHexString(bits | (long) top << 62) + "." + rest + "p" + power);
    }

    private static String join(String first, String second, String third) {
        return first + second + third;
    }
}
