package io.cairn.persistence.rdb;

/** The kinds of values that consist of elements. */
public enum CollectionKind {
    /** Elements in an order of their own. */
    LIST("list"),
    /** Members without an order. */
    SET("set"),
    /** Fields with values. */
    HASH("hash"),
    /** Members with scores. */
    SORTED_SET("sorted set");

    private final String words;

    CollectionKind(String words) {
        this.words = words;
    }

    /** The kind for people. */
    @Override
    public String toString() {
        return words;
    }
}
