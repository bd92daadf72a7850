package io.cairn.persistence.rdb;

import java.nio.charset.StandardCharsets;

/**
 * The numbers of an RDB file. All of them are on disk, do not change.
 *
 * <pre>
 *   file    := magic record* EOF checksum
 *   magic   := "REDIS" 4 digits | "VALKEY" 3 digits     the version
 *   record  := AUX string string                        name, value
 *            | SELECTDB length | RESIZEDB length length | SLOT_INFO length length length
 *            | MODULE_AUX … | FUNCTION2 string | FUNCTION_PRE_GA …
 *            | modifier* type string value              the string is the key
 *   modifier:= EXPIRETIME_MS i64 | EXPIRETIME i32 | IDLE length | FREQ u8
 *   checksum:= u64                                      CRC-64 of all before it; 0: not computed; absent before version 5
 *
 *   length  := 00vvvvvv | 01vvvvvv u8 | 10000000 u32 | 10000001 u64      (big-endian; the only big-endian numbers)
 *   string  := length bytes
 *            | 11000000 i8 | 11000001 i16 | 11000010 i32                 the decimal digits of the number
 *            | 11000011 length length bytes                              LZF: length in the file, length, compressed
 * </pre>
 */
public final class RdbFormat {
    static final byte[] REDIS_MAGIC = "REDIS".getBytes(StandardCharsets.US_ASCII);
    static final byte[] VALKEY_MAGIC = "VALKEY".getBytes(StandardCharsets.US_ASCII);
    /** Length of either magic together with its version. */
    static final int HEADER_LENGTH_BYTES = 9;

    static final int OLDEST_VERSION = 1;
    /** The newest version that Redis and Valkey share. */
    static final int NEWEST_VERSION = 12;
    /** Valkey's first version of its own, the only one with its magic. */
    static final int VALKEY_VERSION = 80;
    /** The version that Redis 7.0 writes: the lowest that can hold all but {@link #VERSION_WITH_EXPIRING_FIELDS}. */
    public static final int DEFAULT_VERSION = 10;

    /** The version that can hold hashes whose fields expire. */
    public static final int VERSION_WITH_EXPIRING_FIELDS = 12;

    static final int FIRST_VERSION_WITH_SET_LISTPACK = 11;

    /** The first version that says when consumers of streams were active last. */
    public static final int FIRST_VERSION_WITH_STREAM_3 = 11;

    static final int FIRST_VERSION_WITH_CHECKSUM = 5;
    static final int CHECKSUM_LENGTH_BYTES = 8;

    static final int OPCODE_SLOT_INFO = 244;
    static final int OPCODE_FUNCTION2 = 245;
    static final int OPCODE_FUNCTION_PRE_GA = 246;
    static final int OPCODE_MODULE_AUX = 247;
    static final int OPCODE_IDLE = 248;
    static final int OPCODE_FREQ = 249;
    static final int OPCODE_AUX = 250;
    static final int OPCODE_RESIZEDB = 251;
    static final int OPCODE_EXPIRETIME_MS = 252;
    static final int OPCODE_EXPIRETIME = 253;
    static final int OPCODE_SELECTDB = 254;
    static final int OPCODE_EOF = 255;

    static final int TYPE_STRING = 0;

    static final int TYPE_LIST = 1;
    static final int TYPE_SET = 2;
    static final int TYPE_ZSET = 3;
    static final int TYPE_HASH = 4;
    static final int TYPE_ZSET_2 = 5;
    static final int TYPE_MODULE_PRE_GA = 6;
    static final int TYPE_MODULE_2 = 7;
    static final int TYPE_NEVER_USED = 8;
    static final int TYPE_HASH_ZIPMAP = 9;
    static final int TYPE_LIST_ZIPLIST = 10;
    static final int TYPE_SET_INTSET = 11;
    static final int TYPE_ZSET_ZIPLIST = 12;
    static final int TYPE_HASH_ZIPLIST = 13;
    static final int TYPE_LIST_QUICKLIST = 14;
    static final int TYPE_STREAM_LISTPACKS = 15;
    static final int TYPE_HASH_LISTPACK = 16;
    static final int TYPE_ZSET_LISTPACK = 17;
    static final int TYPE_LIST_QUICKLIST_2 = 18;
    static final int TYPE_STREAM_LISTPACKS_2 = 19;
    static final int TYPE_SET_LISTPACK = 20;
    static final int TYPE_STREAM_LISTPACKS_3 = 21;
    /** Not released in this form by Redis; in Valkey's own version it is another form of the same thing. */
    static final int TYPE_HASH_METADATA_PRE_GA = 22;

    static final int TYPE_HASH_LISTPACK_EX_PRE_GA = 23;
    static final int TYPE_HASH_METADATA = 24;
    static final int TYPE_HASH_LISTPACK_EX = 25;
    static final int TYPE_LIMIT = 26;

    static final int LENGTH_6_BITS = 0;
    static final int LENGTH_14_BITS = 1;
    /** The two upper bits of a first byte that stands alone: {@link #LENGTH_32_BITS} or {@link #LENGTH_64_BITS}. */
    static final int LENGTH_WORD = 2;

    /** The two upper bits of the first byte of a string that is not plain bytes. */
    static final int LENGTH_SPECIAL = 3;

    static final int LENGTH_32_BITS = 0x80;
    static final int LENGTH_64_BITS = 0x81;
    static final int MAX_6_BIT_LENGTH = (1 << 6) - 1;
    static final int MAX_14_BIT_LENGTH = (1 << 14) - 1;

    static final int STRING_INT8 = 0xc0;
    static final int STRING_INT16 = 0xc1;
    static final int STRING_INT32 = 0xc2;
    static final int STRING_LZF = 0xc3;

    static final int MODULE_VALUE_EOF = 0;
    static final int MODULE_VALUE_SIGNED = 1;
    static final int MODULE_VALUE_UNSIGNED = 2;
    static final int MODULE_VALUE_FLOAT = 3;
    static final int MODULE_VALUE_DOUBLE = 4;
    static final int MODULE_VALUE_STRING = 5;

    /** A DUMP payload ends with a version of two bytes, little-endian, and the checksum. */
    static final int PAYLOAD_FOOTER_LENGTH_BYTES = 2 + CHECKSUM_LENGTH_BYTES;

    /** Redis compresses no shorter string. */
    static final int MIN_COMPRESSED_STRING_LENGTH_BYTES = 21;

    /** Redis keeps a string as it is unless LZF saves as many bytes. */
    static final int MIN_COMPRESSION_SAVING_BYTES = 4;

    /** The longest decimal number of 32 bits: "-2147483648". */
    static final int MAX_INTEGER_DIGITS = 11;

    private static final String[] TYPE_NAMES = {
        "string",
        "list",
        "set",
        "sorted set (decimal scores)",
        "hash",
        "sorted set",
        "module (before its release)",
        "module",
        "", // never used
        "hash (zipmap)",
        "list (ziplist)",
        "set (intset)",
        "sorted set (ziplist)",
        "hash (ziplist)",
        "list (quicklist of ziplists)",
        "stream",
        "hash (listpack)",
        "sorted set (listpack)",
        "list (quicklist)",
        "stream (version 2)",
        "set (listpack)",
        "stream (version 3)",
        "hash with field expiry (before its release)",
        "hash with field expiry (listpack, before its release)",
        "hash with field expiry",
        "hash with field expiry (listpack)"
    };

    private RdbFormat() {}

    /** Tells whether files and payloads of {@code version} can be read. */
    static boolean isReadable(int version) {
        return (version >= OLDEST_VERSION && version <= NEWEST_VERSION) || version == VALKEY_VERSION;
    }

    /** Tells whether {@code type} is that of a value. */
    static boolean isType(int type) {
        return type >= 0 && type < TYPE_LIMIT && type != TYPE_NEVER_USED;
    }

    /** Tells whether {@code opcode} says something about the key that follows it. */
    static boolean isModifier(int opcode) {
        return opcode == OPCODE_EXPIRETIME_MS
                || opcode == OPCODE_EXPIRETIME
                || opcode == OPCODE_IDLE
                || opcode == OPCODE_FREQ;
    }

    /** The name of a value's type for people. */
    static String typeName(int type) {
        return TYPE_NAMES[type];
    }

    /** The first version in which {@code opcode} may stand, or {@link Integer#MAX_VALUE} if there is none. */
    static int firstVersionOf(int opcode) {
        return switch (opcode) {
            case OPCODE_EXPIRETIME, OPCODE_EXPIRETIME_MS, OPCODE_SELECTDB, OPCODE_EOF -> 1;
            case OPCODE_AUX, OPCODE_RESIZEDB -> 7;
            case OPCODE_MODULE_AUX, OPCODE_IDLE, OPCODE_FREQ, OPCODE_FUNCTION_PRE_GA -> 9;
            case OPCODE_FUNCTION2 -> 10;
            case OPCODE_SLOT_INFO -> 11;
            default -> Integer.MAX_VALUE;
        };
    }
}
