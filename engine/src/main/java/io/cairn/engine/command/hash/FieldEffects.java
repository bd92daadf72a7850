package io.cairn.engine.command.hash;

import io.cairn.engine.command.Effects;
import io.cairn.engine.resp.Args;

/** What requests on the expiry of fields write to the journal: moments, never times to live, and removals. */
final class FieldEffects {
    private FieldEffects() {}

    /** Begins {@code HPEXPIREAT} for as many fields as follow. */
    static Effects expire(Effects effects, Args args, int fields, long expireAtMs) {
        return effects.command(5 + fields)
                .word("HPEXPIREAT")
                .arg(args, 1)
                .number(expireAtMs)
                .word("FIELDS")
                .number(fields);
    }

    /** Begins {@code HDEL} for as many fields as follow. */
    static Effects remove(Effects effects, Args args, int fields) {
        return effects.command(2 + fields).word("HDEL").arg(args, 1);
    }
}
