package io.cairn.engine.command.geo;

/**
 * Cells of the earth's surface as numbers: longitude and latitude are halved in turn, and each halving gives a bit, so
 * that cells near one another often have numbers near one another. With {@value #STEPS} halvings of each a place has 52
 * bits, which a score holds exactly.
 *
 * <p>Latitudes end where a Mercator projection is square; what {@link #text} writes covers both poles, as is usual.
 *
 * <p>All arithmetic is Redis', operation by operation, because results are compared with stored ones.
 */
final class GeoHash {
    /** Halvings of longitude and of latitude. */
    static final int STEPS = 26;

    /** Scores from here on are no places. */
    static final double SCORES = 1L << 2 * STEPS;

    static final double MAX_LONGITUDE = 180;
    static final double MAX_LATITUDE = 85.05112878;

    private static final double POLE = 90;
    private static final String ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";
    /** Characters of a text; the last one would need more bits than there are, and is always the same. */
    private static final int TEXT_LENGTH = 11;

    private static final int BITS_PER_CHARACTER = 5;
    private static final double TWO_TO_63 = 0x1p63;

    private GeoHash() {}

    /** Whether there is such a place. */
    static boolean isPlace(double longitude, double latitude) {
        return Math.abs(longitude) <= MAX_LONGITUDE && Math.abs(latitude) <= MAX_LATITUDE;
    }

    /** The score of a place. */
    static long encode(double longitude, double latitude) {
        return encode(longitude, latitude, STEPS);
    }

    /** The cell that a place lies in, after so many halvings. */
    static long encode(double longitude, double latitude, int steps) {
        return encode(longitude, latitude, MAX_LATITUDE, steps);
    }

    private static long encode(double longitude, double latitude, double maxLatitude, int steps) {
        double across = (longitude + MAX_LONGITUDE) / (MAX_LONGITUDE + MAX_LONGITUDE);
        double up = (latitude + maxLatitude) / (maxLatitude + maxLatitude);
        across *= 1L << steps;
        up *= 1L << steps;
        return spread((long) up) | spread((long) across) << 1;
    }

    /** The bits for the longitude in the scores of places there, or so many cells farther east on the map. */
    static long column(double longitude, int farther) {
        return spread(index(longitude, MAX_LONGITUDE, farther)) << 1;
    }

    /** The bits for the latitude in the scores of places there, or so many cells farther north on the map. */
    static long row(double latitude, int farther) {
        return spread(index(latitude, MAX_LATITUDE, farther));
    }

    private static long index(double degrees, double limit, int farther) {
        double cells = 1L << STEPS;
        double index = Math.floor((degrees + limit) / (limit + limit) * cells) + farther;
        // What lies on the very edge of the map is in the cell behind the last one.
        return (long) Math.max(0, Math.min(cells, index));
    }

    /** The longitude at the middle of the cell that a score is. */
    static double longitude(double score) {
        return middle(join(bits(score) >>> 1), MAX_LONGITUDE);
    }

    /** The latitude at the middle of the cell that a score is. */
    static double latitude(double score) {
        return middle(join(bits(score)), MAX_LATITUDE);
    }

    /** The column of cells of a place, by its score: counted from the west. */
    static long columnOf(long score) {
        return join(score >>> 1);
    }

    /** The row of cells of a place, by its score: counted from the south. */
    static long rowOf(long score) {
        return join(score);
    }

    private static double middle(long index, double limit) {
        // In C these are numbers of 32 bits, which shows only with scores that are no places.
        long next = index + 1 & 0xffff_ffffL;
        double middle = (edge(index, STEPS, limit) + edge(next, STEPS, limit)) / 2;
        return Math.max(-limit, Math.min(limit, middle));
    }

    /** The western edge of a cell. */
    static double west(long cell, int steps) {
        return edge(join(cell >>> 1), steps, MAX_LONGITUDE);
    }

    /** The eastern edge of a cell. */
    static double east(long cell, int steps) {
        return edge(join(cell >>> 1) + 1, steps, MAX_LONGITUDE);
    }

    /** The southern edge of a cell. */
    static double south(long cell, int steps) {
        return edge(join(cell), steps, MAX_LATITUDE);
    }

    /** The northern edge of a cell. */
    static double north(long cell, int steps) {
        return edge(join(cell) + 1, steps, MAX_LATITUDE);
    }

    private static double edge(long index, int steps, double limit) {
        // A power of two, so that multiplying by its inverse is as exact as dividing by it.
        return -limit + index * (1.0 / (1L << steps)) * (limit + limit);
    }

    /** A score's bits as C converts them to an unsigned number, for scores that are no places too. */
    private static long bits(double score) {
        if (score < TWO_TO_63) {
            return (long) score;
        }
        double rest = score - TWO_TO_63;
        return rest < TWO_TO_63 ? (long) rest ^ Long.MIN_VALUE : 0;
    }

    /** The usual text of the place that a score is. */
    static void text(double score, byte[] target) {
        long cell = encode(longitude(score), latitude(score), POLE, STEPS);
        for (int i = 0; i < TEXT_LENGTH - 1; i++) {
            int index = (int) (cell >>> 2 * STEPS - (i + 1) * BITS_PER_CHARACTER) & (1 << BITS_PER_CHARACTER) - 1;
            target[i] = (byte) ALPHABET.charAt(index);
        }
        target[TEXT_LENGTH - 1] = (byte) ALPHABET.charAt(0);
    }

    /** A buffer for {@link #text}. */
    static byte[] newText() {
        return new byte[TEXT_LENGTH];
    }

    /** Puts a zero between the lower 32 bits. */
    private static long spread(long bits) {
        long x = bits & 0xffff_ffffL;
        x = (x | x << 16) & 0x0000_ffff_0000_ffffL;
        x = (x | x << 8) & 0x00ff_00ff_00ff_00ffL;
        x = (x | x << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
        x = (x | x << 2) & 0x3333_3333_3333_3333L;
        return (x | x << 1) & 0x5555_5555_5555_5555L;
    }

    /** Takes every other bit, the lowest first. */
    private static long join(long bits) {
        long x = bits & 0x5555_5555_5555_5555L;
        x = (x | x >>> 1) & 0x3333_3333_3333_3333L;
        x = (x | x >>> 2) & 0x0f0f_0f0f_0f0f_0f0fL;
        x = (x | x >>> 4) & 0x00ff_00ff_00ff_00ffL;
        x = (x | x >>> 8) & 0x0000_ffff_0000_ffffL;
        return (x | x >>> 16) & 0x0000_0000_ffff_ffffL;
    }
}
