package io.cairn.engine.command;

import java.util.Locale;

/** The chapters of the command reference. */
public enum Group {
    GENERIC,
    STRING,
    LIST,
    SET,
    SORTED_SET,
    HASH,
    PUBSUB,
    TRANSACTIONS,
    CONNECTION,
    SERVER,
    SCRIPTING,
    HYPERLOGLOG,
    CLUSTER,
    GEO,
    STREAM,
    BITMAP;

    /** The group's name in COMMAND DOCS. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
