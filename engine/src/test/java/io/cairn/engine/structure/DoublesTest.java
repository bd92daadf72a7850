package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of floating-point numbers, against big numbers that take their time; {@link DoublesDifferentialTest} asks C. */
class DoublesTest {
    private static final int NUMBERS = 40_000;

    private final SplittableRandom random = new SplittableRandom(1);

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-17, -17",
        "0.1, 0.10000000000000001",
        "1.5, 1.5",
        "100.25, 100.25",
        "1e16, 10000000000000000",
        "123456789012345680, 1.2345678901234568e+17",
        "1e17, 1e+17",
        "0.0001, 0.0001",
        "0.00001, 1.0000000000000001e-05",
        "5e-324, 4.9406564584124654e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740993, 9007199254740992",
        "Infinity, inf",
        "-Infinity, -inf",
        "NaN, nan"
    })
    void textsAreThoseOfC(double value, String text) {
        assertThat(Doubles.toString(value)).isEqualTo(text);
    }

    @Test
    void digitsAreThoseOfBigNumbers() {
        for (DoubleUnaryOperator shape : shapes()) {
            for (int i = 0; i < NUMBERS / 4; i++) {
                double value = shape.applyAsDouble(i);
                if (Double.isFinite(value) && value != 0) {
                    assertThat(new BigDecimal(Doubles.toString(value)))
                            .as("%s", value)
                            .isEqualByComparingTo(
                                    new BigDecimal(value).round(new MathContext(17, RoundingMode.HALF_EVEN)));
                }
            }
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        for (DoubleUnaryOperator shape : shapes()) {
            for (int i = 0; i < NUMBERS / 4; i++) {
                double value = shape.applyAsDouble(i);
                if (!Double.isNaN(value)) {
                    assertThat(parse(Doubles.toString(value))).isEqualTo(value);
                    assertThat(parse(Double.toString(value).replace("Infinity", "inf")))
                            .isEqualTo(value);
                }
            }
        }
    }

    @Test
    void textsOfAnyLengthAreRoundedAsJavaRounds() {
        for (int i = 0; i < NUMBERS; i++) {
            StringBuilder text = new StringBuilder();
            int digits = 1 + random.nextInt(22);
            int point = random.nextInt(digits + 4);
            for (int digit = 0; digit < digits; digit++) {
                text.append(digit == point ? "." : "").append(random.nextInt(10));
            }
            if (random.nextBoolean()) {
                text.append('e').append(random.nextInt(660) - 340);
            }
            double expected = Double.parseDouble(text.toString());
            if (Double.isFinite(expected) && expected != 0) {
                assertThat(parse(text.toString())).as("%s", text).isEqualTo(expected);
            }
        }
    }

    @Test
    void textsHalfWayBetweenTwoNumbersAreRoundedToEven() {
        for (int i = 0; i < 4000; i++) {
            double low = Math.abs(random.nextInt() * Math.scalb(1.0, random.nextInt(60) - 30)) + Double.MIN_NORMAL;
            BigDecimal middle =
                    new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.valueOf(2));
            for (String text : new String[] {middle.toPlainString(), middle.toPlainString() + "1", middle.toString()}) {
                assertThat(parse(text)).as("%s", text).isEqualTo(Double.parseDouble(text));
            }
        }
    }

    @Test
    void fixedDecimalsAreThoseOfBigNumbers() {
        byte[] target = new byte[Doubles.MAX_FIXED_BYTES];
        for (int i = 0; i < NUMBERS; i++) {
            double value = switch (i % 4) {
                case 0 -> random.nextDouble() * 360 - 180;
                case 1 -> random.nextInt() / 64.0;
                case 2 -> Math.scalb(random.nextDouble(), random.nextInt(1100) - 1060);
                default -> random.nextLong() / 1e5;
            };
            int decimals = i % 3 == 0 ? Doubles.MAX_DECIMALS : 4;
            String expected = new BigDecimal(value)
                    .setScale(decimals, RoundingMode.HALF_EVEN)
                    .toPlainString();
            boolean lostSign = value < 0 && expected.charAt(0) != '-';
            int end = Doubles.putFixed(target, 0, value, decimals);
            assertThat(text(target, end)).as("%s", value).isEqualTo((lostSign ? "-" : "") + expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-0.0, 0", "1, 1", "100, 100", "-0.5, -0.5", "1e-30, 0", "-1e-30, 0", "0.1, 0.10000000000000001"
    })
    void trimmedDecimalsHaveNoZerosAtTheEnd(double value, String expected) {
        byte[] target = new byte[Doubles.MAX_FIXED_BYTES];
        assertThat(text(target, Doubles.putTrimmed(target, 0, value, Doubles.MAX_DECIMALS)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "+",
                ".",
                "e5",
                "1e",
                "1e+",
                "1.2.3",
                "0x",
                "0xg",
                "0x.p1",
                "nan",
                "-nan",
                "nan(1)",
                " 1",
                "1 ",
                "1\0",
                "inf1",
                "infinit",
                "1,5",
                "1e400",
                "-1e400",
                "1e-400",
                "0x1p5000",
                "0x1p-5000",
                "1f",
                "1d",
                "1e5f",
                "0x1p1d",
                "--1",
                "+-1",
                "1_000"
            })
    void whatIsNoNumberIsRefused(String text) {
        assertThat(parse(text)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "+1, 1", "5., 5", ".5, 0.5", "-.5e1, -5", "INF, Infinity", "-Infinity, -Infinity", "+inf, Infinity",
        "0x10, 16", "0X1.8P1, 3", "-0x.8, -0.5", "0x1p-1074, 4.9e-324", "0e999999, 0", "0x0p99999, 0", "1e0000001, 10",
        "00000000000000000000000000000000001.5, 1.5", "-0, -0.0"
    })
    void allFormsOfNumbersAreRead(String text, Double value) {
        assertThat(parse(text)).isEqualTo(value);
        assertThat(parseBound(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "''| 0",
                "' 1'| 1",
                "'\t\n1'| 1",
                "1e400| Infinity",
                "-1e400| -Infinity",
                "1e-400| 0",
                "' '| NaN",
                "'1 '| NaN",
                "nan| NaN",
                "'-'| NaN"
            },
            delimiter = '|')
    void endsOfRangesAreReadMoreFreely(String text, Double value) {
        assertThat(parseBound(text)).isEqualTo(value);
    }

    @Test
    void aNulEndsTheEndOfARange() {
        assertThat(parseBound("12\0abc")).isEqualTo(12);
        assertThat(parseBound("\0")).isZero();
        assertThat(parse("12\0abc")).isNaN();
    }

    /** Numbers of all magnitudes, of everyday ones, of few bits, and next to powers of ten. */
    private DoubleUnaryOperator[] shapes() {
        return new DoubleUnaryOperator[] {
            i -> Double.longBitsToDouble(random.nextLong()),
            i -> random.nextInt(1_000_000) / 1000.0 * (random.nextBoolean() ? 1 : -1),
            i -> Math.scalb((double) random.nextInt(64), random.nextInt(200) - 100),
            i -> {
                double power = Double.parseDouble("1e" + (random.nextInt(600) - 300));
                return Double.longBitsToDouble(Double.doubleToRawLongBits(power) + random.nextInt(7) - 3);
            }
        };
    }

    private static double parse(String text) {
        byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.ISO_8859_1);
        return DoubleParser.parse(bytes, 1, bytes.length - 2);
    }

    private static double parseBound(String text) {
        byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.ISO_8859_1);
        return DoubleParser.parseBound(bytes, 1, bytes.length - 2);
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
