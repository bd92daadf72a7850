package io.cairn.server.config;

import io.cairn.engine.value.EncodingLimits;

/** The settings of {@link EncodingLimits}. */
public final class Encodings {
    private Encodings() {}

    /** All of them, for {@link ServerConfig#onChange}. */
    public static Setting<?>[] settings() {
        return new Setting<?>[] {
            Settings.LIST_MAX_LISTPACK_SIZE,
            Settings.LIST_COMPRESS_DEPTH,
            Settings.HASH_MAX_LISTPACK_ENTRIES,
            Settings.HASH_MAX_LISTPACK_VALUE,
            Settings.SET_MAX_INTSET_ENTRIES,
            Settings.SET_MAX_LISTPACK_ENTRIES,
            Settings.SET_MAX_LISTPACK_VALUE,
            Settings.ZSET_MAX_LISTPACK_ENTRIES,
            Settings.ZSET_MAX_LISTPACK_VALUE,
            Settings.HLL_SPARSE_MAX_BYTES,
            Settings.STREAM_NODE_MAX_BYTES,
            Settings.STREAM_NODE_MAX_ENTRIES
        };
    }

    /** What they say. */
    public static EncodingLimits limits(ServerConfig config) {
        return new EncodingLimits(
                config.get(Settings.LIST_MAX_LISTPACK_SIZE),
                config.get(Settings.LIST_COMPRESS_DEPTH),
                config.get(Settings.HASH_MAX_LISTPACK_ENTRIES),
                config.get(Settings.HASH_MAX_LISTPACK_VALUE),
                config.get(Settings.SET_MAX_INTSET_ENTRIES),
                config.get(Settings.SET_MAX_LISTPACK_ENTRIES),
                config.get(Settings.SET_MAX_LISTPACK_VALUE),
                config.get(Settings.ZSET_MAX_LISTPACK_ENTRIES),
                config.get(Settings.ZSET_MAX_LISTPACK_VALUE),
                config.get(Settings.HLL_SPARSE_MAX_BYTES),
                config.get(Settings.STREAM_NODE_MAX_BYTES),
                config.get(Settings.STREAM_NODE_MAX_ENTRIES));
    }
}
