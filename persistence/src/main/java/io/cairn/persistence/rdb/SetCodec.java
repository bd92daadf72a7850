package io.cairn.persistence.rdb;

import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.SetValue;
import java.io.IOException;

/**
 * The codec of sets.
 *
 * <pre>
 *   SET          := count string*
 *   SET_INTSET   := intset
 *   SET_LISTPACK := listpack
 * </pre>
 */
final class SetCodec {
    private SetCodec() {}

    static void readPlain(ValueInput value) throws IOException {
        ListCodec.readPlain(value);
    }

    static void readBlob(ValueInput value, BlobReader reader) throws IOException {
        ListCodec.readBlob(value, reader);
    }

    /** The type that a set is written as in a file of {@code version}. */
    static int type(SetValue set, int version) {
        if (!set.isCompact()) {
            return RdbFormat.TYPE_SET;
        }
        if (set.isIntset()) {
            return RdbFormat.TYPE_SET_INTSET;
        }
        return version >= RdbFormat.FIRST_VERSION_WITH_SET_LISTPACK ? RdbFormat.TYPE_SET_LISTPACK : RdbFormat.TYPE_SET;
    }

    static void write(SetValue set, int type, RdbOutput out) throws IOException {
        if (type != RdbFormat.TYPE_SET) {
            out.writePacked(set);
            return;
        }
        out.writeLength(set.size());
        for (ElementWalk walk = set.walk(); walk.next(); ) {
            out.writeElement(walk.element());
        }
    }
}
