package io.cairn.engine.command.geo;

/** The commands that look for members in an area, and how their requests differ. */
enum GeoSearchKind {
    SEARCH(1, 2),
    SEARCH_STORE(2, 3),
    RADIUS(1, 6),
    RADIUS_READ_ONLY(1, 6),
    RADIUS_BY_MEMBER(1, 5),
    RADIUS_BY_MEMBER_READ_ONLY(1, 5);

    private final int keyIndex;
    private final int firstOption;

    GeoSearchKind(int keyIndex, int firstOption) {
        this.keyIndex = keyIndex;
        this.firstOption = firstOption;
    }

    /** Which argument is the sorted set to look in. */
    int keyIndex() {
        return keyIndex;
    }

    /** Where options begin. */
    int firstOption() {
        return firstOption;
    }

    /** Whether area and middle are options. */
    boolean isSearch() {
        return this == SEARCH || this == SEARCH_STORE;
    }

    /** Whether the circle is around a member. */
    boolean isByMember() {
        return this == RADIUS_BY_MEMBER || this == RADIUS_BY_MEMBER_READ_ONLY;
    }

    /** Whether STORE and STOREDIST are options that name a key. */
    boolean takesStore() {
        return this == RADIUS || this == RADIUS_BY_MEMBER;
    }
}
