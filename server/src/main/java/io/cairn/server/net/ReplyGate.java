package io.cairn.server.net;

/** What the event loops need to know of the log to decide when replies may leave. Any thread. */
public interface ReplyGate {
    /** Waits, without locks, until the log has room for another batch, or is known to have none. */
    void awaitRoom();

    /** Changes before this position of the log may be acknowledged and observed. */
    long releasedPosition();

    /** Everything before this position of the log survives a power failure. */
    long durablePosition();

    /**
     * Forces the log here and now, if that is quicker than to have it done, for a loop that holds replies and has nothing else
     * to do.
     *
     * @return whether more replies may leave; if not, the loop is woken when they may
     */
    boolean forceHere();

    /** Whether what is not durable will not be: the log was switched off, and its end could not be forced. */
    boolean isEndLost();

    /** Has the log forced soon, for a client that waits for that. */
    void requestForce();
}
