package io.cairn.engine.command.geo;

/**
 * How far apart two places are, so precisely that a text with few decimals is nearly always the same as that of
 * {@link GeoArea#distance}; where it might not be, there is no answer.
 *
 * <p>The formula is the same, but on whole numbers of cells, with polynomials for its sines and a table for its arc sine: a third of
 * the time, for none of them has to be right to the last bit. Errors of both formulas together stay below 0.1 micrometres up to
 * {@link #FARTHEST}; farther away, near the opposite point of the earth, both lose digits.
 *
 * <p>Source: the arc sine is one of the table and the rest by the addition theorem, as in Gal and Bachelis, "An accurate elementary
 * mathematical library" (1991).
 */
final class QuickDistance {
    /** No answer. */
    static final double UNDECIDED = Double.NaN;

    /** Of the square of the sine of half the angle: 18,740 km. */
    private static final double FARTHEST = 0.99;

    /** Of the last decimal: a distance in feet that is so near to half of it could be rounded otherwise. */
    private static final double MARGIN = 1.0 / 128;

    private static final double CELLS = 1L << GeoHash.STEPS;
    private static final double HALF_COLUMN = Math.toRadians(GeoHash.MAX_LONGITUDE) / CELLS;
    private static final double HALF_ROW = Math.toRadians(GeoHash.MAX_LATITUDE) / CELLS;
    /** Makes a whole number of a distance's decimals. */
    private static final double SCALE = Math.pow(10, GeoDistance.DECIMALS);

    private static final double HALF_PI = Math.PI / 2;

    /** Intervals of {@link #SINES} and {@link #ANGLES}. */
    private static final int INTERVALS = 128;

    /** Square roots of so many intervals: sines of {@link #ANGLES}, and from the end on their cosines. */
    private static final double[] SINES = new double[INTERVALS + 1];

    private static final double[] ANGLES = new double[INTERVALS + 1];

    static {
        for (int i = 0; i <= INTERVALS; i++) {
            SINES[i] = Math.sqrt((double) i / INTERVALS);
            ANGLES[i] = Math.asin(SINES[i]);
        }
    }

    private QuickDistance() {}

    /**
     * The distance of two places in metres, if in units of so many metres it has the same {@link GeoDistance#DECIMALS} as that of
     * {@link GeoArea#distance}.
     */
    static double metres(double score1, double score2, double unit) {
        if (!(score1 >= 0 && score1 < GeoHash.SCORES && score2 >= 0 && score2 < GeoHash.SCORES)) {
            return UNDECIDED;
        }
        long row1 = GeoHash.rowOf((long) score1);
        long row2 = GeoHash.rowOf((long) score2);
        double u = sine((row2 - row1) * HALF_ROW);
        double across = Math.abs((GeoHash.columnOf((long) score2) - GeoHash.columnOf((long) score1)) * HALF_COLUMN);
        double v = sine(Math.min(across, Math.PI - across));
        double h = u * u + cosineOfRow(row1) * cosineOfRow(row2) * (v * v);
        double metres = 2 * GeoArea.EARTH_RADIUS * arcSineOfRoot(h);
        double scaled = metres / unit * SCALE;
        double fraction = scaled - (long) scaled;
        return h < FARTHEST && Math.abs(fraction - 0.5) > MARGIN ? metres : UNDECIDED;
    }

    /** The cosine of the latitude in the middle of a row of cells. */
    private static double cosineOfRow(long row) {
        return sine(HALF_PI - Math.abs((2 * row + 1 - CELLS) * HALF_ROW));
    }

    /** The sine of an angle of at most a quarter turn: Taylor's series, as far as doubles see it. */
    private static double sine(double x) {
        double z = x * x;
        double z2 = z * z;
        double z4 = z2 * z2;
        double low = (-1.0 / 6 + z * (1.0 / 120)) + z2 * (-1.0 / 5040 + z * (1.0 / 362_880));
        double middle = (-1.0 / 39_916_800 + z * (1.0 / 6_227_020_800.0))
                + z2 * (-1.0 / 1_307_674_368_000.0 + z * (1.0 / 355_687_428_096_000.0));
        double high = -1.0 / 121_645_100_408_832_000.0 + z * (1.0 / 51_090_942_171_709_440_000.0);
        return x + x * z * (low + z4 * (middle + z4 * high));
    }

    /** The arc sine of the square root of a number from 0 to 1. */
    private static double arcSineOfRoot(double h) {
        int nearest = (int) (h * INTERVALS + 0.5);
        double sine = Math.sqrt(h);
        double cosine = Math.sqrt(1 - h);
        // The sine of what is between the table's angle and this one: below 1/16.
        double x = sine * SINES[INTERVALS - nearest] - cosine * SINES[nearest];
        double z = x * x;
        double z2 = z * z;
        double series = (1.0 / 6 + z * (3.0 / 40))
                + z2
                        * ((15.0 / 336 + z * (105.0 / 3456))
                                + z2 * ((945.0 / 42_240 + z * (10_395.0 / 599_040)) + z2 * (135_135.0 / 9_676_800)));
        return ANGLES[nearest] + (x + x * z * series);
    }
}
