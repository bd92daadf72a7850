package io.cairn.server;

/**
 * With how many event loops the servers of tests run, if a test does not say so itself. The build runs the tests with one; and those of
 * replies, of durability and of clients who come and go with more, which it says by a system property.
 */
public final class EventLoops {
    /** How many there are. */
    static final int COUNT = Integer.getInteger("cairn.event-loops", 1);

    private EventLoops() {}

    /** The options of a server. */
    public static String[] options() {
        return new String[] {"--io-threads", Integer.toString(COUNT)};
    }
}
