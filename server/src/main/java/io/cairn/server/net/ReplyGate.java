package io.cairn.server.net;

/** What the event loops need to know of the log to decide when replies may leave. Any thread. */
public interface ReplyGate {
    /** Whether every reply waits until all that was executed before it is durable ({@code appendfsync always}). */
    boolean holdsAll();

    /** Everything before this position of the log survives a power failure. */
    long durablePosition();

    /** Has the log forced soon, for a client that waits for that. */
    void requestForce();
}
