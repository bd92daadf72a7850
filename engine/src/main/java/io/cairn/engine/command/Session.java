package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import org.jspecify.annotations.Nullable;

/**
 * Who sends requests: a connection, an embedding program, the replay of a log. Holds what lasts from request to request.
 * Used by the holder of the engine's lock.
 */
public class Session {
    private int database;
    private boolean touching = true;
    private long changedAt;

    /** The selected database. */
    public final int database() {
        return database;
    }

    /** Selects a database. */
    public final void select(int index) {
        database = index;
    }

    /** Whether reads count as accesses (CLIENT NO-TOUCH). */
    public final boolean isTouching() {
        return touching;
    }

    /** Sets whether reads count as accesses. */
    public final void setTouching(boolean on) {
        touching = on;
    }

    /**
     * Position of the journal that must be durable for the last change that this session made to be. One behind the journal's
     * end is of a journal before this one.
     */
    public final long changedAt() {
        return changedAt;
    }

    void changedAt(long position) {
        changedAt = position;
    }

    /** Ends this session, without a reply, for a request that names no command, if it should; returns whether it did. */
    protected boolean hangUpOn(Args unknown) {
        return false;
    }

    /** Why this session may not execute the command, as an error for it; null if it may. */
    protected @Nullable String refusal(CommandSpec spec) {
        return null;
    }
}
