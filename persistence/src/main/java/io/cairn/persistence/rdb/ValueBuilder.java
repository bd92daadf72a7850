package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.StreamValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Entry streamPlace;

    /**
     * Begins a collection.
     *
     * @param place an entry without a value, in which nobody looks until the end
     */
    public void begin(CollectionKind newKind, Entry place) {
        kind = newKind;
        streamPlace = null;
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

    /** Begins a stream; {@link #begin} has the argument. */
    public StreamLoader beginStream(Entry place) {
        StreamValue view = Objects.requireNonNull(place.collection(StreamValue.class));
        view.create();
        streamPlace = place;
        return new StreamLoader(view.stream());
    }

    /** Ends the stream, or the collection, which has an element, and puts it to a key: that of the place or another one. */
    public void end(Entry target, long expireAtMs) {
        Entry stream = streamPlace;
        if (stream == null) {
            builder().end(target, expireAtMs);
            return;
        }
        streamPlace = null;
        if (target != stream) {
            target.put(stream.detach(), expireAtMs);
        }
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
