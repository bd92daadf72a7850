package io.cairn.server.net;

/**
 * How many bytes of replies may wait for a client that does not read them.
 *
 * @param hardBytes beyond this it is closed at once
 * @param softBytes beyond this it is closed if that lasts
 * @param softMs how long it may last
 */
public record OutputLimit(long hardBytes, long softBytes, long softMs) {
    /** For a client that has not yet said who it is. */
    public static final OutputLimit UNAUTHENTICATED = new OutputLimit(64 * 1024, Long.MAX_VALUE, Long.MAX_VALUE);
}
