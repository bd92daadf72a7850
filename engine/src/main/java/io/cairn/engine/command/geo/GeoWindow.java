package io.cairn.engine.command.geo;

/**
 * The scores of places that may lie in an area, by the meridians and parallels between which it lies, and a cell beyond them
 * so that rounding does not matter. Most places in the cells of a {@link GeoCover} do not, which a few operations on whole
 * numbers tell.
 */
final class GeoWindow {
    private static final long NORTH_BITS = 0x5555_5555_5555_5555L;
    private static final long EAST_BITS = NORTH_BITS << 1;

    private final long west;
    private final long east;
    private final long south;
    private final long north;

    GeoWindow(GeoArea area) {
        double across = area.mostDegreesAcross();
        double westernmost = area.longitude() - across;
        double easternmost = area.longitude() + across;
        // What lies beyond the date line is found at the other end of the map.
        boolean round = westernmost < -GeoHash.MAX_LONGITUDE || easternmost > GeoHash.MAX_LONGITUDE;
        west = GeoHash.column(round ? -GeoHash.MAX_LONGITUDE : westernmost, -1);
        east = GeoHash.column(round ? GeoHash.MAX_LONGITUDE : easternmost, 1);
        south = GeoHash.row(area.south(), -1);
        north = GeoHash.row(area.north(), 1);
    }

    /** Whether the place that a score is may lie in the area. */
    boolean mayHold(double score) {
        if (score < 0 || score >= GeoHash.SCORES) {
            // What place they are taken for, rounding to the edges of the map decides.
            return true;
        }
        // Between the bits of a longitude are those of a latitude: without these, they are in the order of longitudes.
        long cell = (long) score;
        long column = cell & EAST_BITS;
        long row = cell & NORTH_BITS;
        return column >= west && column <= east && row >= south && row <= north;
    }
}
