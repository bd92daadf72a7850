package io.cairn.persistence.archive;

import org.jspecify.annotations.Nullable;

/** What the files of a log's directory are. The suffixes are on disk, do not change. */
enum FileKind {
    /** A snapshot. */
    BASE("base.rdb"),
    /** The single file of a Redis before 7.0, which is a base: commands, or a snapshot with commands behind it. */
    OLD_BASE("base.aof"),
    /** A log. */
    LOG("incr.aof");

    private final String suffix;

    FileKind(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }

    boolean isBase() {
        return this != LOG;
    }

    /** What a file of this name is, in a manifest. */
    static FileKind ofName(String name) {
        if (name.endsWith("." + LOG.suffix)) {
            return LOG;
        }
        return name.endsWith(".rdb") ? BASE : OLD_BASE;
    }

    /** The kind with this suffix; null if there is none. */
    static @Nullable FileKind ofSuffix(String suffix) {
        for (FileKind kind : values()) {
            if (kind.suffix.equals(suffix)) {
                return kind;
            }
        }
        return null;
    }
}
