package io.cairn.engine.command;

import java.util.Locale;

/** The categories that ACL rules speak of. */
public enum AclCategory {
    KEYSPACE,
    READ,
    WRITE,
    SET,
    SORTEDSET,
    LIST,
    HASH,
    STRING,
    BITMAP,
    HYPERLOGLOG,
    GEO,
    STREAM,
    PUBSUB,
    ADMIN,
    FAST,
    SLOW,
    BLOCKING,
    DANGEROUS,
    CONNECTION,
    TRANSACTION,
    SCRIPTING;

    /** The category's name without the {@code @}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
