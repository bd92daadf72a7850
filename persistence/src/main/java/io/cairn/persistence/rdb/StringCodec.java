package io.cairn.persistence.rdb;

import java.io.IOException;

/** The codec of {@link RdbFormat#TYPE_STRING}: the value is one string of the format. */
final class StringCodec {
    private StringCodec() {}

    static void read(ValueInput value) throws IOException {
        RdbString string = value.string;
        value.in.readString(string);
        if (string.isInteger) {
            value.sink().integer(value.key(), string.integer);
        } else {
            value.sink().string(value.key(), string.bytes, string.offset, string.length);
        }
        string.release();
    }
}
