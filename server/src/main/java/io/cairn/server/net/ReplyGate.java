package io.cairn.server.net;

/** What the event loops need to know of the log to decide when replies may leave. Any thread. */
public interface ReplyGate {
    /** Changes before this position of the log may be acknowledged and observed. */
    long releasedPosition();

    /** Everything before this position of the log survives a power failure. */
    long durablePosition();

    /** Whether what is not durable will not be: the log was switched off, and its end could not be forced. */
    boolean isEndLost();

    /** Has the log forced soon, for a client that waits for that. */
    void requestForce();
}
