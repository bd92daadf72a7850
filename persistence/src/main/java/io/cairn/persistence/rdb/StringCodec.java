package io.cairn.persistence.rdb;

import java.io.IOException;

/** The codec of {@link RdbFormat#TYPE_STRING}: the value is one string of the format. */
final class StringCodec {
    private StringCodec() {}

    /** Reads a value through {@code value}, which is free to be used again afterwards. */
    static void read(RdbInput in, RdbKey key, RdbString value, RdbValueSink sink) throws IOException {
        in.readString(value);
        if (value.isInteger) {
            sink.integer(key, value.integer);
        } else {
            sink.string(key, value.bytes, value.offset, value.length);
        }
        value.release();
    }
}
