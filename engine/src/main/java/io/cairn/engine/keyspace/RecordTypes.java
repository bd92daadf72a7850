package io.cairn.engine.keyspace;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.value.LargeString;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** The type tags of records: which kind of value a record holds, and in which form. */
final class RecordTypes {
    /** A string as it was set. */
    static final int STRING = 0;
    /** A string that is a whole number: 8 bytes, little endian. */
    static final int INTEGER = 1;
    /** A string that was changed in place, which Redis never calls {@code embstr} again. */
    static final int CHANGED_STRING = 2;

    private RecordTypes() {}

    /** Points {@code view} at the value under the cursor. */
    static Value view(RecordCursor record, StringValue view) {
        int type = record.type();
        if (type == INTEGER) {
            view.pointInteger(record.longValue());
        } else if (record.isObject()) {
            LargeString large = (LargeString) record.object();
            view.point(large.bytes(), 0, large.length(), true);
        } else {
            view.point(record.valueBytes(), record.valueOffset(), record.valueLength(), type == CHANGED_STRING);
        }
        return view;
    }
}
