package io.cairn.persistence.rdb;

import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.SetValue;
import io.cairn.engine.value.SortedSetValue;
import io.cairn.engine.value.StreamValue;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbException.Kind;
import java.io.IOException;

/** Finds the codec of a value: the one place where the type byte of a record decides. */
final class ValueCodecs {
    private ValueCodecs() {}

    /**
     * Reads a value of {@code type} and hands it on under {@code key}.
     *
     * @return false if it is a collection without elements, of which nothing was handed on
     */
    static boolean read(int type, RdbKey key, ValueInput value) throws IOException {
        value.start(key);
        switch (type) {
            case RdbFormat.TYPE_STRING -> {
                StringCodec.read(value);
                return true;
            }
            case RdbFormat.TYPE_LIST,
                    RdbFormat.TYPE_LIST_ZIPLIST,
                    RdbFormat.TYPE_LIST_QUICKLIST,
                    RdbFormat.TYPE_LIST_QUICKLIST_2 -> readList(type, value);
            case RdbFormat.TYPE_SET, RdbFormat.TYPE_SET_INTSET, RdbFormat.TYPE_SET_LISTPACK -> readSet(type, value);
            case RdbFormat.TYPE_ZSET,
                    RdbFormat.TYPE_ZSET_2,
                    RdbFormat.TYPE_ZSET_ZIPLIST,
                    RdbFormat.TYPE_ZSET_LISTPACK -> readSortedSet(type, value);
            case RdbFormat.TYPE_HASH,
                    RdbFormat.TYPE_HASH_ZIPMAP,
                    RdbFormat.TYPE_HASH_ZIPLIST,
                    RdbFormat.TYPE_HASH_LISTPACK -> readHash(type, value);
            case RdbFormat.TYPE_HASH_METADATA_PRE_GA,
                    RdbFormat.TYPE_HASH_LISTPACK_EX_PRE_GA,
                    RdbFormat.TYPE_HASH_METADATA,
                    RdbFormat.TYPE_HASH_LISTPACK_EX -> readExpiringHash(type, value);
            case RdbFormat.TYPE_STREAM_LISTPACKS,
                    RdbFormat.TYPE_STREAM_LISTPACKS_2,
                    RdbFormat.TYPE_STREAM_LISTPACKS_3 -> {
                StreamCodec.read(value, type);
                return true;
            }
            default -> throw unsupported(type, value);
        }
        return value.finish();
    }

    private static RdbException unsupported(int type, ValueInput value) {
        return new RdbException(
                Kind.UNSUPPORTED,
                value.in.offset(),
                "the value of key " + value.key() + " has type " + RdbFormat.typeName(type)
                        + ", which is not supported by this version of Cairn");
    }

    private static void readList(int type, ValueInput value) throws IOException {
        value.kind(CollectionKind.LIST);
        switch (type) {
            case RdbFormat.TYPE_LIST -> ListCodec.readPlain(value);
            case RdbFormat.TYPE_LIST_ZIPLIST -> ListCodec.readBlob(value, value.ziplist());
            case RdbFormat.TYPE_LIST_QUICKLIST -> ListCodec.readBlobs(value, value.ziplist());
            default -> ListCodec.readNodes(value);
        }
    }

    private static void readSet(int type, ValueInput value) throws IOException {
        value.kind(CollectionKind.SET);
        switch (type) {
            case RdbFormat.TYPE_SET -> SetCodec.readPlain(value);
            case RdbFormat.TYPE_SET_INTSET -> SetCodec.readBlob(value, value.intset());
            default -> SetCodec.readBlob(value, value.listpack());
        }
    }

    private static void readSortedSet(int type, ValueInput value) throws IOException {
        value.kind(CollectionKind.SORTED_SET);
        switch (type) {
            case RdbFormat.TYPE_ZSET -> SortedSetCodec.readTextScores(value);
            case RdbFormat.TYPE_ZSET_2 -> SortedSetCodec.readBinaryScores(value);
            case RdbFormat.TYPE_ZSET_ZIPLIST -> SortedSetCodec.readBlob(value, value.ziplist());
            default -> SortedSetCodec.readBlob(value, value.listpack());
        }
    }

    private static void readHash(int type, ValueInput value) throws IOException {
        value.kind(CollectionKind.HASH);
        switch (type) {
            case RdbFormat.TYPE_HASH -> HashCodec.readPlain(value);
            case RdbFormat.TYPE_HASH_ZIPMAP -> HashCodec.readBlob(value, value.zipmap());
            case RdbFormat.TYPE_HASH_ZIPLIST -> HashCodec.readBlob(value, value.ziplist());
            default -> HashCodec.readBlob(value, value.listpack());
        }
    }

    private static void readExpiringHash(int type, ValueInput value) throws IOException {
        value.kind(CollectionKind.HASH);
        if (value.isValkey()) {
            // Valkey's own version has one of these numbers only, and means another form by it.
            if (type != RdbFormat.TYPE_HASH_METADATA_PRE_GA) {
                throw unsupported(type, value);
            }
            HashCodec.readOfValkey(value);
            return;
        }
        switch (type) {
            case RdbFormat.TYPE_HASH_METADATA_PRE_GA -> HashCodec.readExpiring(value, false);
            case RdbFormat.TYPE_HASH_LISTPACK_EX_PRE_GA -> HashCodec.readExpiringBlob(value, false);
            case RdbFormat.TYPE_HASH_METADATA -> HashCodec.readExpiring(value, true);
            default -> HashCodec.readExpiringBlob(value, true);
        }
    }

    /** The type that a value is written as in a file of {@code version}: the one of Redis 7.0, if that can hold it. */
    static int type(Value value, int version) {
        if (value instanceof ListValue) {
            return RdbFormat.TYPE_LIST_QUICKLIST_2;
        } else if (value instanceof SetValue set) {
            return SetCodec.type(set, version);
        } else if (value instanceof HashValue hash) {
            return HashCodec.type(hash);
        } else if (value instanceof SortedSetValue sortedSet) {
            return SortedSetCodec.type(sortedSet);
        } else if (value instanceof StreamValue) {
            return StreamCodec.type(version);
        } else if (value instanceof StringValue) {
            return RdbFormat.TYPE_STRING;
        }
        throw new IllegalStateException("there is no codec for this kind of value: kind=" + value.typeName());
    }

    /** The lowest version of a file or payload that can hold a value of a type that {@link #type} has found. */
    static int versionFor(int type) {
        return switch (type) {
            case RdbFormat.TYPE_HASH_METADATA, RdbFormat.TYPE_HASH_LISTPACK_EX ->
                RdbFormat.VERSION_WITH_EXPIRING_FIELDS;
            case RdbFormat.TYPE_STREAM_LISTPACKS_3 -> RdbFormat.FIRST_VERSION_WITH_STREAM_3;
            case RdbFormat.TYPE_SET_LISTPACK -> RdbFormat.FIRST_VERSION_WITH_SET_LISTPACK;
            default -> RdbFormat.DEFAULT_VERSION;
        };
    }

    /** Writes a value as {@code type}, which {@link #type} has found. */
    static void write(Value value, int type, RdbOutput out) throws IOException {
        if (value instanceof StringValue string) {
            out.writeElement(string);
        } else if (value instanceof ListValue list) {
            ListCodec.write(list, out);
        } else if (value instanceof SetValue set) {
            SetCodec.write(set, type, out);
        } else if (value instanceof HashValue hash) {
            HashCodec.write(hash, type, out);
        } else if (value instanceof SortedSetValue sortedSet) {
            SortedSetCodec.write(sortedSet, type, out);
        } else if (value instanceof StreamValue stream) {
            StreamCodec.write(stream.stream(), type, out);
        }
    }
}
