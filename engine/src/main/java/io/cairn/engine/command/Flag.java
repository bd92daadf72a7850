package io.cairn.engine.command;

import java.util.Locale;

/** What a command is and when it may run: the flags that COMMAND INFO shows. */
public enum Flag {
    WRITE,
    READONLY,
    DENYOOM,
    ADMIN,
    PUBSUB,
    NOSCRIPT,
    BLOCKING,
    LOADING,
    STALE,
    SKIP_MONITOR,
    SKIP_SLOWLOG,
    ASKING,
    FAST,
    NO_AUTH,
    MAY_REPLICATE,
    MOVABLEKEYS,
    ALLOW_BUSY,
    NO_ASYNC_LOADING,
    NO_MULTI,
    NO_MANDATORY_KEYS;

    /** The flag's name on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
