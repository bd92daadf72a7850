package io.cairn.persistence.rdb;

import java.io.IOException;

/**
 * Says that bytes are not an RDB file or payload that can be loaded, why, and at which offset.
 *
 * <p>The sentence speaks of the content only. Whoever knows the path and what the user can do about it adds both.
 */
public final class RdbException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, as far as it decides on the remedy. */
    public enum Kind {
        /** Not an RDB file at all, cut short, or against the format's rules. */
        DAMAGED,
        /** The checksum is not that of the bytes. */
        CHECKSUM,
        /** Of a version from before the first one that was ever released. */
        TOO_OLD,
        /** Of a version that is not known here. */
        TOO_NEW,
        /** Well-formed, but it holds something that cannot be loaded. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final long offset;
    private final String sentence;

    /** Creates one for the bytes at {@code offset}, counted from the first byte of the file or payload. */
    public RdbException(Kind kind, long offset, String sentence) {
        super("offset " + offset + ": " + sentence);
        this.kind = kind;
        this.offset = offset;
        this.sentence = sentence;
    }

    static RdbException damaged(long offset, String sentence) {
        return new RdbException(Kind.DAMAGED, offset, sentence);
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }

    /** Where: in bytes from the start of the file or payload. */
    public long offset() {
        return offset;
    }

    /** What is wrong, in words and without the offset. */
    public String sentence() {
        return sentence;
    }
}
