package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.ListpackWriter;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.CollectionValue;
import io.cairn.engine.value.EncodingLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds one collection after the other: first as a compact value in an array of its own, which is put to the key when the
 * collection ends; or, as soon as it cannot be that, through the view of its kind, which knows the large forms.
 *
 * <p>Elements are written as this server would write them, whatever their bytes in the file were.
 *
 * <p>Cost: an element of a compact value is a copy, and a look-up where it must not be there twice; one of a large value is
 * what the view's change costs. No allocation per element.
 *
 * @param <V> the kind's view
 */
abstract class CollectionBuilder<V extends CollectionValue> {
    /** What most compact values fit. */
    private static final int FIRST_BYTES = 1024;
    /** An array that one huge value needed does not outlive it. */
    private static final int MAX_KEPT_BYTES = 1 << 20;

    /** Redis' own limit of a listpack. */
    private static final long MAX_BYTES = 1L << 30;

    final SeenEntries seen = new SeenEntries();
    private final Class<V> kind;
    private final ListpackWriter out = new ListpackWriter(FIRST_BYTES);
    private long count;
    private @Nullable Entry place;
    private @Nullable V view;
    private EncodingLimits limits = EncodingLimits.DEFAULT;

    CollectionBuilder(Class<V> kind) {
        this.kind = kind;
    }

    /** Begins a collection. {@code emptyPlace} has no value, and is for the builder until the end. */
    final void begin(Entry emptyPlace) {
        place = emptyPlace;
        limits = emptyPlace.limits();
        count = 0;
        view = null;
        seen.clear();
        out.clear(MAX_KEPT_BYTES);
        reset();
    }

    /** Prepares for a collection of which nothing is known. */
    abstract void reset();

    /** Hands over what was kept back, at the end of the collection. */
    void complete() {}

    /** The type of the compact value. */
    abstract int type();

    /** Puts the collection, which has an element, to a key: that of the place or another one. */
    final void end(Entry target, long expireAtMs) {
        Entry built = Objects.requireNonNull(place);
        complete();
        if (view == null) {
            putCompact(target, expireAtMs);
        } else if (target != built) {
            target.put(built.detach(), expireAtMs);
        }
        view = null;
        place = null;
    }

    /** Puts the compact value to a key. */
    void putCompact(Entry target, long expireAtMs) {
        int length = out.finish();
        target.putPacked(type(), out.bytes(), 0, length, expireAtMs);
    }

    /** The listpack so far. */
    final ListpackWriter out() {
        return out;
    }

    /** How many elements the compact value has. */
    final long count() {
        return count;
    }

    final void counted() {
        count++;
    }

    final EncodingLimits limits() {
        return limits;
    }

    /** Whether the collection has ceased to be a compact value in this builder. */
    final boolean isSpilled() {
        return view != null;
    }

    /** The view to add elements through; the first call gives it what there is so far. */
    final V view() {
        V present = view;
        if (present == null) {
            Entry built = Objects.requireNonNull(place);
            if (count > 0) {
                putCompact(built, RecordTable.NO_EXPIRY);
            }
            present = Objects.requireNonNull(built.collection(kind));
            view = present;
        }
        return present;
    }

    /** Whether there is room for so many bytes: a listpack ends well before its format or an array does, as in Redis. */
    final boolean hasRoom(long length) {
        return out.end() + length < MAX_BYTES;
    }

    /** Adds an entry to the listpack, unless {@link #seen} has it; false if it has. */
    final boolean appendUnseen(Element element) {
        int at = out.append(element);
        return seen.add(out.bytes(), at, out.end());
    }

    static boolean isLonger(Element element, long limit) {
        return !(element.isInteger() && limit >= Numbers.MAX_LONG_DIGITS) && element.length() > limit;
    }
}
