package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.LargeLoader;
import io.cairn.engine.value.StreamValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes values in memory of what a reader hands over: all of {@link RdbValueSink} that is about collections.
 *
 * <p>One collection at a time. One that was begun and never ended leaves nothing but what is in its place; its
 * memory until {@link #abandon} or the next one.
 */
public final class ValueBuilder {
    /** What one huge value needed does not outlive it. */
    private static final int MAX_KEPT_BYTES = 1 << 20;

    private final ListBuilder lists = new ListBuilder();
    private final SetBuilder sets = new SetBuilder();
    private final HashBuilder hashes = new HashBuilder();
    private final SortedSetBuilder sortedSets = new SortedSetBuilder();
    private CollectionKind kind = CollectionKind.LIST;
    private @Nullable EntryPlace place;
    private @Nullable Entry streamPlace;
    private LargeLoader loader = new LargeLoader();

    /**
     * Begins a collection.
     *
     * @param emptyPlace an entry without a value, in which nobody looks until the end
     */
    public void begin(CollectionKind newKind, Entry emptyPlace) {
        place = new EntryPlace(emptyPlace, loader);
        streamPlace = null;
        begin(newKind, place);
    }

    /** Begins a collection that goes elsewhere, and does not end here. */
    void begin(CollectionKind newKind, ValuePlace newPlace) {
        kind = newKind;
        builder().begin(newPlace);
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
    public StreamLoader beginStream(Entry emptyPlace) {
        StreamValue view = Objects.requireNonNull(emptyPlace.collection(StreamValue.class));
        view.create();
        streamPlace = emptyPlace;
        return new StreamLoader(view.stream());
    }

    /** Ends the stream, or the collection, which has an element, and puts it to a key: that of the place or another one. */
    public void end(Entry target, long expireAtMs) {
        Entry stream = streamPlace;
        if (stream == null) {
            endCollection(target, expireAtMs);
            return;
        }
        streamPlace = null;
        move(stream, target, expireAtMs);
    }

    private void endCollection(Entry target, long expireAtMs) {
        CollectionBuilder builder = complete();
        if (builder.isSpilled()) {
            EntryPlace built = Objects.requireNonNull(place);
            built.complete();
            if (loader.keptBytes() > MAX_KEPT_BYTES) {
                loader = new LargeLoader();
            }
            move(built.entry(), target, expireAtMs);
        } else {
            int length = builder.packedLength();
            target.putPacked(builder.type(), builder.packedBytes(), 0, length, expireAtMs);
        }
        builder.forget();
        place = null;
    }

    private static void move(Entry from, Entry target, long expireAtMs) {
        if (target != from) {
            target.put(from.detach(), expireAtMs);
        }
    }

    /** Gives up the value that was begun and will not end, and the memory that it has needed. */
    void abandon() {
        builder().abandon();
        place = null;
        streamPlace = null;
        loader = new LargeLoader();
    }

    /** The memory that it keeps for large values. */
    long keptBytes() {
        return loader.keptBytes();
    }

    /** Has the builder of the collection hand over what it kept back, and returns it. */
    CollectionBuilder complete() {
        CollectionBuilder builder = builder();
        builder.complete();
        return builder;
    }

    private CollectionBuilder builder() {
        return switch (kind) {
            case LIST -> lists;
            case SET -> sets;
            case HASH -> hashes;
            case SORTED_SET -> sortedSets;
        };
    }
}
