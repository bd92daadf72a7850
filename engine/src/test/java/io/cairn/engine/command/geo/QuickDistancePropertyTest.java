package io.cairn.engine.command.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.structure.Doubles;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/**
 * Goal: a distance that was computed quickly has the decimals of the one that was not.
 *
 * <p>Method: pairs of places anywhere, side by side, at opposite points of the earth, at its edges, across the date line, and scores
 * that are no places, in all units. Invariants: texts are equal; both differ by less than the margin stands for; nearly all pairs
 * that are not at opposite points are decided.
 */
class QuickDistancePropertyTest {
    private static final double[] UNITS = {1, 1000, 0.3048, 1609.34};
    private static final long CELLS = 1L << GeoHash.STEPS;
    private static final int PAIRS = 20_000;
    /** Less than half of what the margin is in the smallest unit. */
    private static final double MOST_METRES_APART = 0.000_000_1;

    private static long anywhere;
    private static long undecidedAnywhere;

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void hasTheDecimalsOfTheWholeFormula(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < PAIRS; i++) {
            int kind = random.nextInt(8);
            long column = kind == 4 ? edge(random) : random.nextLong(CELLS);
            long row = kind == 5 ? edge(random) : random.nextLong(CELLS);
            double first = score(column, row);
            double unit = UNITS[random.nextInt(UNITS.length)];
            boolean decided = compare(first, other(kind, column, row, random), unit);
            anywhere += kind < 2 ? 1 : 0;
            undecidedAnywhere += kind < 2 && !decided ? 1 : 0;
        }
    }

    @AfterContainer
    static void nearlyAllAreDecided() {
        assertThat(anywhere).isGreaterThan(PAIRS);
        assertThat(undecidedAnywhere).isBetween(1L, anywhere / 20);
    }

    private static double other(int kind, long column, long row, SplittableRandom random) {
        long far = 1L << random.nextInt(26);
        return switch (kind) {
            case 2 -> score(near(column, far, random), near(row, far, random));
            case 3 -> score(near(column + CELLS / 2, far, random), near(CELLS - 1 - row, far, random));
            case 4 -> score(near(CELLS - 1 - column, far, random), near(row, far, random));
            case 6 -> score(column, row);
            case 7 -> Double.longBitsToDouble(random.nextLong(Double.doubleToRawLongBits(Double.POSITIVE_INFINITY)));
            default -> score(random.nextLong(CELLS), random.nextLong(CELLS));
        };
    }

    private static long near(long index, long far, SplittableRandom random) {
        return Math.floorMod(index + random.nextLong(-far, far + 1), CELLS);
    }

    private static long edge(SplittableRandom random) {
        return random.nextBoolean() ? 0 : CELLS - 1 - random.nextInt(3);
    }

    private static double score(long column, long row) {
        long score = 0;
        for (int bit = 0; bit < GeoHash.STEPS; bit++) {
            score |= (row >>> bit & 1) << 2 * bit | (column >>> bit & 1) << 2 * bit + 1;
        }
        return score;
    }

    /** Returns whether there is an answer. */
    private static boolean compare(double first, double second, double unit) {
        double exact = GeoArea.distance(
                GeoHash.longitude(first), GeoHash.latitude(first), GeoHash.longitude(second), GeoHash.latitude(second));
        double quick = QuickDistance.metres(first, second, unit);
        if (Double.isNaN(quick)) {
            return false;
        }
        assertThat(Math.abs(quick - exact)).isLessThan(MOST_METRES_APART);
        assertThat(text(quick / unit)).isEqualTo(text(exact / unit));
        return true;
    }

    private static String text(double value) {
        byte[] text = new byte[Doubles.MAX_FIXED_BYTES];
        return new String(text, 0, Doubles.putFixed(text, 0, value, GeoDistance.DECIMALS), StandardCharsets.US_ASCII);
    }

    @Test
    void aPlaceIsNowhereBesideItself() {
        double place = score(12_345_678, 23_456_789);

        assertThat(QuickDistance.metres(place, place, 1)).isZero();
    }

    @Test
    void scoresThatAreNoPlacesHaveNoAnswer() {
        double place = score(1, 2);
        for (double score : new double[] {-1, 0x1p52, 1e300, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThat(QuickDistance.metres(place, score, 1)).isNaN();
            assertThat(QuickDistance.metres(score, place, 1)).isNaN();
        }
    }
}
