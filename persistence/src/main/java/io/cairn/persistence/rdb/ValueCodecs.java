package io.cairn.persistence.rdb;

import io.cairn.persistence.rdb.RdbException.Kind;
import java.io.IOException;

/** Finds the codec of a value: the one place where the type byte of a record decides. */
final class ValueCodecs {
    private ValueCodecs() {}

    /** Reads a value of {@code type}, with {@code value} to hold its strings, and hands it to {@code sink} under {@code key}. */
    static void read(RdbInput in, int type, RdbKey key, RdbString value, RdbValueSink sink) throws IOException {
        switch (type) {
            case RdbFormat.TYPE_STRING -> StringCodec.read(in, key, value, sink);
            default ->
                throw new RdbException(
                        Kind.UNSUPPORTED,
                        in.offset(),
                        "the value of key " + key + " has type " + RdbFormat.typeName(type)
                                + ", which is not supported by this version of Cairn");
        }
    }
}
