package io.cairn.engine.command.geo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: a window holds every place that lies in its area, and few others.
 *
 * <p>Method: circles and boxes of all sizes anywhere on the map, its edges among them; places all over it and close to the
 * area's border, of which those at the right distance must be in the window.
 */
class GeoWindowPropertyTest {
    private static final int PLACES = 200;
    private static final double METRES_OF_DEGREE = 111_226;

    private static long inside;
    private static long outside;
    private static long keptOutside;
    private static long oddInside;

    @AfterContainer
    static void bothHappened() {
        System.out.printf(
                "%d places inside, %d outside, %d of which were not ruled out%n", inside, outside, keptOutside);
        assertThat(inside).isGreaterThan(10_000);
        assertThat(outside).isGreaterThan(2 * keptOutside);
        assertThat(oddInside).isGreaterThan(10_000);
    }

    @Property(tries = 2000)
    void holdsWhatLiesInTheArea(@ForAll long seed) {
        Random random = new Random(seed);
        double width = Math.pow(10, -1 + 8.6 * random.nextDouble());
        double height = random.nextBoolean() ? width : Math.pow(10, -1 + 8.6 * random.nextDouble());
        boolean box = random.nextBoolean();
        GeoArea area = new GeoArea(
                place(random, GeoHash.MAX_LONGITUDE),
                place(random, GeoHash.MAX_LATITUDE),
                box,
                width,
                box ? height : width,
                1);
        GeoWindow window = new GeoWindow(area);
        for (int i = 0; i < PLACES; i++) {
            check(area, window, random);
        }
    }

    private static void check(GeoArea area, GeoWindow window, Random random) {
        boolean near = random.nextInt(4) > 0;
        double up = area.reach() / METRES_OF_DEGREE * border(random);
        double across = up / Math.cos(Math.toRadians(area.latitude())) * border(random);
        double longitude = near ? area.longitude() + across : place(random, GeoHash.MAX_LONGITUDE);
        double latitude = near ? area.latitude() + up * border(random) : place(random, GeoHash.MAX_LATITUDE);
        if (!GeoHash.isPlace(longitude, latitude)) {
            return;
        }
        double score = GeoHash.encode(longitude, latitude);
        checkOdd(area, window, score * (random.nextInt(9) - 2));
        if (area.distance(GeoHash.longitude(score), GeoHash.latitude(score)) != GeoArea.OUTSIDE) {
            inside++;
            assertThat(window.mayHold(score))
                    .as("%s %s %s", area, longitude, latitude)
                    .isTrue();
        } else {
            outside++;
            keptOutside += window.mayHold(score) ? 1 : 0;
        }
    }

    /** Scores of sums and of ZADD need not be places, but are taken for some. */
    private static void checkOdd(GeoArea area, GeoWindow window, double score) {
        if (area.distance(GeoHash.longitude(score), GeoHash.latitude(score)) != GeoArea.OUTSIDE) {
            oddInside++;
            assertThat(window.mayHold(score)).as("%s %s", area, score).isTrue();
        }
    }

    /** A factor, often one of nearly 1 or 0. */
    private static double border(Random random) {
        double side = random.nextBoolean() ? 1 : -1;
        return switch (random.nextInt(4)) {
            case 0 -> side * (1 + 1e-6 * random.nextGaussian());
            case 1 -> 1e-6 * random.nextGaussian();
            default -> 1.5 * side * random.nextDouble();
        };
    }

    private static double place(Random random, double limit) {
        return switch (random.nextInt(6)) {
            case 0 -> limit;
            case 1 -> -limit;
            default -> limit * (2 * random.nextDouble() - 1);
        };
    }
}
