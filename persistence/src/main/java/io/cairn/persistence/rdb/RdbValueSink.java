package io.cairn.persistence.rdb;

/**
 * Takes keys with their values, in a method per form in which a value can come. All that is handed over is borrowed: copy it
 * before returning.
 */
public interface RdbValueSink {
    /** Takes a string that lies in {@code bytes} from {@code offset} on. It may be the digits of a number. */
    void string(RdbKey key, byte[] bytes, int offset, int length) throws RdbException;

    /** Takes a string that consists of the decimal digits of {@code value}. */
    void integer(RdbKey key, long value) throws RdbException;
}
