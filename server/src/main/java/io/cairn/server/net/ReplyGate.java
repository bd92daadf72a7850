package io.cairn.server.net;

/** What the event loops need to know of the log to decide when replies may leave. Any thread. */
public interface ReplyGate {
    /** Changes before this position of the log may be acknowledged and observed. */
    long releasedPosition();

    /** Everything before this position of the log survives a power failure. */
    long durablePosition();

    /** Has the log forced soon, for a client that waits for that. */
    void requestForce();
}
