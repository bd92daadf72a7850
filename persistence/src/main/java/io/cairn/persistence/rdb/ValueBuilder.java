package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;

/**
 * Makes values in memory of what a reader hands over: all of {@link RdbValueSink} that is about collections.
 *
 * <p>One collection at a time. One that was begun and never ended leaves nothing but what is in its place.
 */
public final class ValueBuilder {
    private final ListBuilder lists = new ListBuilder();
    private final SetBuilder sets = new SetBuilder();
    private final HashBuilder hashes = new HashBuilder();
    private final SortedSetBuilder sortedSets = new SortedSetBuilder();
    private CollectionKind kind = CollectionKind.LIST;

    /**
     * Begins a collection.
     *
     * @param place an entry without a value, in which nobody looks until the end
     */
    public void begin(CollectionKind newKind, Entry place) {
        kind = newKind;
        builder().begin(place);
    }

    /** Adds an element to a list, or a member to a set; false if it is there already. */
    public boolean element(Element element) {
        if (kind == CollectionKind.SET) {
            return sets.add(element);
        }
        lists.add(element);
        return true;
    }

    /** Adds a field to a hash; false if it is there already. */
    public boolean field(Element name, Element value, long expireAtMs) {
        return hashes.add(name, value, expireAtMs);
    }

    /** Adds a member to a sorted set; false if it is there already. */
    public boolean member(Element member, double score) {
        return sortedSets.add(member, score);
    }

    /** Ends the collection, which has an element, and puts it to a key: that of the place or another one. */
    public void end(Entry target, long expireAtMs) {
        builder().end(target, expireAtMs);
    }

    private CollectionBuilder<?> builder() {
        return switch (kind) {
            case LIST -> lists;
            case SET -> sets;
            case HASH -> hashes;
            case SORTED_SET -> sortedSets;
        };
    }
}
