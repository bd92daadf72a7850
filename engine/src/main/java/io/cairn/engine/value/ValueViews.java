package io.cairn.engine.value;

import io.cairn.engine.structure.RecordCursor;

/** One view of each kind of value, to be pointed at one record after another. */
public final class ValueViews {
    private final StringValue string = new StringValue();
    private final ListValue list;
    private final HashValue hash;
    private final SetValue set;
    private final SortedSetValue sortedSet;
    private final StreamValue stream;

    /** Views through which values can be changed. */
    public ValueViews(ValueHost host) {
        list = new ListValue(host);
        hash = new HashValue(host);
        set = new SetValue(host);
        sortedSet = new SortedSetValue(host);
        stream = new StreamValue(host);
    }

    /** Views of a snapshot's records. */
    public static ValueViews frozen() {
        return new ValueViews(FrozenHost.INSTANCE);
    }

    /** Points the view of the record's kind at the record, which must be there. */
    public Value of(RecordCursor record) {
        return switch (record.type()) {
            case RecordTypes.STRING, RecordTypes.INTEGER, RecordTypes.CHANGED_STRING -> string(record);
            case RecordTypes.LIST -> pointed(list, record);
            case RecordTypes.HASH, RecordTypes.EXPIRING_HASH -> pointed(hash, record);
            case RecordTypes.INTSET, RecordTypes.SET -> pointed(set, record);
            case RecordTypes.SORTED_SET -> pointed(sortedSet, record);
            case RecordTypes.STREAM -> pointed(stream, record);
            default -> throw new IllegalStateException("no kind of value has this type tag: type=" + record.type());
        };
    }

    /** Points the view of one kind at the place of a record that is not there: an empty value. */
    public <V extends CollectionValue> V empty(Class<V> kind, RecordCursor place) {
        CollectionValue view = kind == ListValue.class
                ? list
                : kind == HashValue.class
                        ? hash
                        : kind == SetValue.class ? set : kind == SortedSetValue.class ? sortedSet : stream;
        view.point(place);
        return kind.cast(view);
    }

    /** Points the view of strings at a record that holds one. */
    public StringValue string(RecordCursor record) {
        int type = record.type();
        if (type == RecordTypes.INTEGER) {
            string.pointInteger(record.longValue());
        } else if (record.isObject()) {
            pointLarge(record.object());
        } else {
            string.point(
                    record.valueBytes(),
                    record.valueOffset(),
                    record.valueLength(),
                    type == RecordTypes.CHANGED_STRING);
        }
        return string;
    }

    private void pointLarge(Object object) {
        if (object instanceof PagedString paged) {
            string.point(paged);
        } else {
            LargeString large = (LargeString) object;
            string.point(large.bytes(), 0, large.length(), true);
        }
    }

    private static Value pointed(CollectionValue view, RecordCursor record) {
        view.point(record);
        return view;
    }
}
