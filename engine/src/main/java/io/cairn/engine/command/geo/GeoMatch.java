package io.cairn.engine.command.geo;

import io.cairn.engine.structure.Element;

/** A member found in an area. Used again for the next search. */
final class GeoMatch {
    private byte[] member = {};
    private int length;
    private double score;
    private double longitude;
    private double latitude;
    private double metres;

    /** Becomes another member, of which it has a copy. */
    void set(Element found, double itsScore, double itsLongitude, double itsLatitude, double itsMetres) {
        length = found.length();
        if (member.length < length) {
            member = new byte[length];
        }
        System.arraycopy(found.bytes(), found.offset(), member, 0, length);
        score = itsScore;
        longitude = itsLongitude;
        latitude = itsLatitude;
        metres = itsMetres;
    }

    /** The array with the member, from 0 to {@link #length}. */
    byte[] member() {
        return member;
    }

    int length() {
        return length;
    }

    double score() {
        return score;
    }

    double longitude() {
        return longitude;
    }

    double latitude() {
        return latitude;
    }

    /** How far from the middle of the area. */
    double metres() {
        return metres;
    }
}
