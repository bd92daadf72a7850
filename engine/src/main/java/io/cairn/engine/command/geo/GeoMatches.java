package io.cairn.engine.command.geo;

import io.cairn.engine.structure.Element;
import java.util.ArrayList;
import java.util.List;

/**
 * What a search has found, as long as its command is being executed. A search that finds no more than those before makes no
 * objects for it.
 */
final class GeoMatches {
    /** Of more, and of longer members, nothing is kept. */
    private static final int MOST_KEPT = 256;

    private static final int LONGEST_KEPT_BYTES = 64;

    private final List<GeoMatch> kept = new ArrayList<>();
    private List<GeoMatch> found = new ArrayList<>();

    /** Lets go of what was found. */
    void clear() {
        if (found.size() > MOST_KEPT) {
            found = new ArrayList<>();
        } else {
            found.clear();
        }
    }

    void add(Element member, double score, double longitude, double latitude, double metres) {
        int index = found.size();
        boolean shortMember = member.length() <= LONGEST_KEPT_BYTES;
        GeoMatch match = shortMember && index < kept.size() ? kept.get(index) : new GeoMatch();
        match.set(member, score, longitude, latitude, metres);
        found.add(match);
        if (shortMember && index == kept.size() && index < MOST_KEPT) {
            kept.add(match);
        }
    }

    /** All of them, in the order in which they were found until somebody sorts them. */
    List<GeoMatch> found() {
        return found;
    }
}
