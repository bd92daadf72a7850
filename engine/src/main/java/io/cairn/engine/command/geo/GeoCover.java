package io.cairn.engine.command.geo;

import java.util.Arrays;

/**
 * The cells in which to look for what lies in an area: that of its middle and the eight around it, of a size at which they
 * cover the area, without those that the area does not touch. Redis' choice, also where that misses what lies beyond the
 * date line or a pole: what is found, and in which order, is to be the same.
 */
final class GeoCover {
    /** Half of the earth's circumference on a Mercator map. */
    private static final double MERCATOR_LIMIT = 20037726.37;

    private static final double NEAR_POLE = 66;
    private static final double NEARER_POLE = 80;
    private static final long NORTHWARD = 0x5555_5555_5555_5555L;
    private static final long EASTWARD = NORTHWARD << 1;

    /** In the order in which Redis looks: steps to the east, steps to the north. */
    private static final int[][] NEIGHBOURS = {
        {0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}
    };

    private final GeoArea area;
    private int steps;
    private long middle;

    private GeoCover(GeoArea area) {
        this.area = area;
    }

    /** The ranges of scores to look in: the lowest of each and, behind it, the one above the highest. */
    static long[] of(GeoArea area) {
        GeoCover cover = new GeoCover(area);
        cover.chooseSteps();
        return cover.ranges();
    }

    private void chooseSteps() {
        steps = estimateSteps(area.reach(), area.latitude());
        middle = GeoHash.encode(area.longitude(), area.latitude(), steps);
        // The area may reach beyond the next cell, if its middle lies near the edge of its own.
        boolean tooSmall = GeoHash.north(neighbour(0, 1), steps) < area.north()
                || GeoHash.south(neighbour(0, -1), steps) > area.south()
                || GeoHash.east(neighbour(1, 0), steps) < area.east()
                || GeoHash.west(neighbour(-1, 0), steps) > area.west();
        if (steps > 1 && tooSmall) {
            steps--;
            middle = GeoHash.encode(area.longitude(), area.latitude(), steps);
        }
    }

    private static int estimateSteps(double metres, double latitude) {
        if (metres == 0) {
            return GeoHash.STEPS;
        }
        int steps = 1;
        for (double reach = metres; reach < MERCATOR_LIMIT; reach *= 2) {
            steps++;
        }
        steps -= 2;
        if (Math.abs(latitude) > NEAR_POLE) {
            steps -= Math.abs(latitude) > NEARER_POLE ? 2 : 1;
        }
        return Math.max(1, Math.min(GeoHash.STEPS, steps));
    }

    private long[] ranges() {
        long[] ranges = new long[2 * NEIGHBOURS.length];
        int count = 0;
        int shift = 2 * (GeoHash.STEPS - steps);
        long last = -1;
        for (int i = 0; i < NEIGHBOURS.length; i++) {
            int across = NEIGHBOURS[i][0];
            int up = NEIGHBOURS[i][1];
            long cell = neighbour(across, up);
            if (isUseless(across, up) || cell == last) {
                continue;
            }
            ranges[2 * count] = cell << shift;
            ranges[2 * count + 1] = (cell + 1) << shift;
            count++;
            // Large cells are their own neighbours' neighbours. Redis does not compare with the middle one.
            last = i == 0 ? -1 : cell;
        }
        return Arrays.copyOf(ranges, 2 * count);
    }

    private boolean isUseless(int across, int up) {
        if (steps < 2) {
            return false;
        }
        return up < 0 && GeoHash.south(middle, steps) < area.south()
                || up > 0 && GeoHash.north(middle, steps) > area.north()
                || across < 0 && GeoHash.west(middle, steps) < area.west()
                || across > 0 && GeoHash.east(middle, steps) > area.east();
    }

    /** The cell so many steps away, around the world. One on the very edge of the map leaves it only by a step. */
    private long neighbour(int across, int up) {
        return move(middle & EASTWARD, NORTHWARD, across) | move(middle & NORTHWARD, EASTWARD, up);
    }

    /** Adds to every other bit: those between carry what is added or borrowed. */
    private long move(long bits, long between, int step) {
        if (step == 0) {
            return bits;
        }
        long mask = (1L << 2 * steps) - 1;
        long carry = between & mask;
        long moved = step > 0 ? bits + carry + 1 : (bits | carry) - carry - 1;
        return moved & mask & ~between;
    }
}
