package io.cairn.persistence.rdb;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.LargeLoader;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.SetValue;
import io.cairn.engine.value.SortedSetValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds collections that are not compact in an entry, through the view of their kind, which knows the large forms. */
final class EntryPlace implements ValuePlace, Spill {
    private final Entry entry;
    private @Nullable ListValue list;
    private @Nullable SetValue set;
    private @Nullable HashValue hash;
    private @Nullable SortedSetValue sortedSet;
    private final LargeLoader loader;
    /** Whether the loader has the collection: as soon as it is large, but for lists. */
    private boolean loading;

    private long expected;

    /** {@code entry} has no value, and nobody looks at it before the collection is complete. */
    EntryPlace(Entry entry, LargeLoader loader) {
        this.entry = entry;
        this.loader = loader;
    }

    Entry entry() {
        return entry;
    }

    @Override
    public EncodingLimits limits() {
        return entry.limits();
    }

    @Override
    public Spill spill(CollectionKind kind, int type, byte[] bytes, int length) {
        if (length > 0) {
            entry.putPacked(type, bytes, 0, length, RecordTable.NO_EXPIRY);
        }
        switch (kind) {
            case LIST -> list = entry.collection(ListValue.class);
            case SET -> set = entry.collection(SetValue.class);
            case HASH -> hash = entry.collection(HashValue.class);
            case SORTED_SET -> sortedSet = entry.collection(SortedSetValue.class);
        }
        return this;
    }

    /** Says how many elements there will be, 0 if nobody knows. */
    void expect(long count) {
        expected = count;
    }

    /** Ends the collection. */
    void complete() {
        if (loading) {
            loading = false;
            loader.finish();
        }
    }

    @Override
    public boolean element(Element element) {
        if (loading) {
            return loader.element(element.bytes(), element.offset(), element.length());
        }
        if (set != null) {
            boolean added = set.add(element.bytes(), element.offset(), element.length());
            loading = set.load(loader, expected);
            return added;
        }
        Objects.requireNonNull(list).pushTail(element.bytes(), element.offset(), element.length());
        return true;
    }

    @Override
    public void leaf(byte[] listpack, int length) {
        Objects.requireNonNull(list).pushAll(listpack, 0);
    }

    @Override
    public boolean field(Element name, Element value, long expireAtMs) {
        if (loading && expireAtMs == RecordTable.NO_EXPIRY) {
            return loader.field(
                    name.bytes(), name.offset(), name.length(), value.bytes(), value.offset(), value.length());
        }
        // What expires is the view's.
        complete();
        HashValue view = Objects.requireNonNull(hash);
        boolean added = view.put(
                name.bytes(), name.offset(), name.length(), value.bytes(), value.offset(), value.length(), expireAtMs);
        loading = view.load(loader, expected);
        return added;
    }

    @Override
    public boolean member(Element member, double score) {
        if (loading) {
            return loader.member(member.bytes(), member.offset(), member.length(), score);
        }
        SortedSetValue view = Objects.requireNonNull(sortedSet);
        boolean added = view.add(member.bytes(), member.offset(), member.length(), score);
        loading = view.load(loader, expected);
        return added;
    }
}
