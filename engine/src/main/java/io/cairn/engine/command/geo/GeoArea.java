package io.cairn.engine.command.geo;

/**
 * An area around a place: a circle, or a box whose sides run along meridians and parallels.
 *
 * @param longitude of the middle
 * @param latitude of the middle
 * @param box whether it is a box
 * @param width of a box, or a circle's radius, in {@code unit}
 * @param height of a box, or a circle's radius, in {@code unit}
 * @param unit metres
 */
record GeoArea(double longitude, double latitude, boolean box, double width, double height, double unit) {
    static final double EARTH_RADIUS = 6372797.560856;
    private static final double DEGREE = Math.PI / 180.0;
    /** Distance of places outside. */
    static final double OUTSIDE = -1;

    /** How many metres a place is away from the middle; {@link #OUTSIDE} if it does not lie inside. */
    double distance(double toLongitude, double toLatitude) {
        return box ? distanceInBox(toLongitude, toLatitude) : distanceInCircle(toLongitude, toLatitude);
    }

    private double distanceInCircle(double toLongitude, double toLatitude) {
        double distance = distance(longitude, latitude, toLongitude, toLatitude);
        return distance > width * unit ? OUTSIDE : distance;
    }

    private double distanceInBox(double toLongitude, double toLatitude) {
        double across = distance(toLongitude, toLatitude, longitude, toLatitude);
        double up = distance(toLongitude, toLatitude, toLongitude, latitude);
        return across > width * unit / 2 || up > height * unit / 2
                ? OUTSIDE
                : distance(longitude, latitude, toLongitude, toLatitude);
    }

    /** How many metres two places are apart, on a sphere. */
    static double distance(double longitude1, double latitude1, double longitude2, double latitude2) {
        double phi1 = latitude1 * DEGREE;
        double phi2 = latitude2 * DEGREE;
        double u = Math.sin((phi2 - phi1) / 2);
        double v = Math.sin((longitude2 * DEGREE - longitude1 * DEGREE) / 2);
        return 2.0 * EARTH_RADIUS * Math.asin(Math.sqrt(u * u + Math.cos(phi1) * Math.cos(phi2) * v * v));
    }

    /** Metres from the middle to the farthest place inside. */
    double reach() {
        double reach = box ? Math.sqrt(width / 2 * (width / 2) + height / 2 * (height / 2)) : width;
        return reach * unit;
    }

    double north() {
        return latitude + degreesUp();
    }

    double south() {
        return latitude - degreesUp();
    }

    double west() {
        return longitude - degreesAcross();
    }

    double east() {
        return longitude + degreesAcross();
    }

    private double degreesUp() {
        return unit * (box ? height / 2 : height) / EARTH_RADIUS / DEGREE;
    }

    /** How many degrees of longitude a place inside may be away from the middle; 360 if any number of them. */
    double mostDegreesAcross() {
        double poleward = Math.max(Math.abs(south()), Math.abs(north()));
        double half = unit * (box ? width / 2 : width) / EARTH_RADIUS / 2;
        if (poleward >= 90 || half >= Math.PI / 2) {
            return 360;
        }
        // By the formula of distance(), where no cosine of a latitude inside is less than that at the end near a pole.
        double sine = Math.sin(half) / Math.cos(poleward * DEGREE);
        return sine >= 1 ? 360 : 2 * Math.asin(sine) / DEGREE;
    }

    /** Half of the degrees across, at the end of the area that is nearer to a pole, where meridians are nearest. */
    private double degreesAcross() {
        double poleward = latitude < 0 ? south() : north();
        return unit * (box ? width / 2 : width) / EARTH_RADIUS / Math.cos(poleward * DEGREE) / DEGREE;
    }
}
