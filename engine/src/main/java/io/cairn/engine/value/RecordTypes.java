package io.cairn.engine.value;

/**
 * The type tags of records: which kind of value a record holds, and in which compact form. A compact value lies in its
 * record, or is a {@link io.cairn.engine.structure.Packed} beside it when it is too long for that; a large one is an
 * object of its kind.
 */
public final class RecordTypes {
    /** A string as it was set. */
    public static final int STRING = 0;
    /** A string that is a whole number: 8 bytes, little endian. */
    public static final int INTEGER = 1;
    /** A string that was changed in place, which Redis never calls {@code embstr} again. */
    public static final int CHANGED_STRING = 2;
    /** A list; compact: a listpack of its elements. */
    public static final int LIST = 3;
    /** A hash none of whose fields expires; compact: a listpack of fields and values in turn. */
    public static final int HASH = 4;
    /** A hash with fields that expire; compact: a listpack of field, value and time in turn. */
    public static final int EXPIRING_HASH = 5;
    /** A set of whole numbers; compact only: an intset. */
    public static final int INTSET = 6;
    /** A set; compact: a listpack of its members. */
    public static final int SET = 7;
    /** A sorted set; compact: a listpack of members and scores in turn, in order. */
    public static final int SORTED_SET = 8;
    /** A stream, which is always large. */
    public static final int STREAM = 9;

    private RecordTypes() {}
}
