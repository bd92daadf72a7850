package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.ListpackWriter;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.value.EncodingLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds one collection after the other: first as a compact value in an array of its own, which is put to the key when the
 * collection ends; or, as soon as it cannot be that, through the {@link Spill} that its place gives for it.
 *
 * <p>Elements are written as this server would write them, whatever their bytes in the file were.
 *
 * <p>Cost: an element of a compact value is a copy, and a look-up where it must not be there twice; one of a large value is
 * what the spill's change costs. No allocation per element.
 */
abstract class CollectionBuilder {
    /** What most compact values fit. */
    private static final int FIRST_BYTES = 1024;
    /** An array that one huge value needed does not outlive it. */
    private static final int MAX_KEPT_BYTES = 1 << 20;

    /** Redis' own limit of a listpack. */
    private static final long MAX_BYTES = 1L << 30;

    final SeenEntries seen = new SeenEntries();
    private final CollectionKind kind;
    private final ListpackWriter out = new ListpackWriter(FIRST_BYTES);
    private long count;
    private @Nullable ValuePlace place;
    private @Nullable Spill spill;
    private EncodingLimits limits = EncodingLimits.DEFAULT;

    CollectionBuilder(CollectionKind kind) {
        this.kind = kind;
    }

    /** Begins a collection, which is for {@code newPlace}. */
    final void begin(ValuePlace newPlace) {
        place = newPlace;
        limits = newPlace.limits();
        count = 0;
        spill = null;
        seen.clear();
        out.clear(MAX_KEPT_BYTES);
        reset();
    }

    /** Lets go of where the collection went: what is large may be removed long before the next one begins. */
    final void forget() {
        place = null;
        spill = null;
    }

    /** {@link #forget}, and gives up what a collection needed that does not end. */
    final void abandon() {
        forget();
        seen.clear();
        out.clear(MAX_KEPT_BYTES);
    }

    /** Prepares for a collection of which nothing is known. */
    abstract void reset();

    /** Hands over what was kept back, at the end of the collection. */
    void complete() {}

    /** The type of the compact value. */
    abstract int type();

    /** Ends the compact value, and returns its length in {@link #packedBytes}. */
    int packedLength() {
        return out.finish();
    }

    /** The array at whose beginning the compact value lies. */
    byte[] packedBytes() {
        return out.bytes();
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
        return spill != null;
    }

    /** Where to add elements; the first call gives it what there is so far. */
    final Spill spill() {
        Spill present = spill;
        if (present == null) {
            int length = count == 0 ? 0 : packedLength();
            present = Objects.requireNonNull(place).spill(kind, type(), packedBytes(), length);
            spill = present;
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
