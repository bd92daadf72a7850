package io.cairn.engine.resp;

/**
 * How much a request may be, so that nobody can make the server hold more than was agreed.
 *
 * @param maxBulkLength longest argument in bytes ({@code proto-max-bulk-len}): one argument must fit an array
 * @param maxArgumentCount most arguments of a request
 */
public record ProtocolLimits(int maxBulkLength, int maxArgumentCount) {
    /** Longest inline request or length line in bytes: nobody types more. */
    public static final int MAX_INLINE_BYTES = 64 * 1024;

    /** Redis' limit on the count in a request's first line. */
    public static final int MAX_ARGUMENT_COUNT = Integer.MAX_VALUE;

    /** Redis' defaults. */
    public static final ProtocolLimits DEFAULT = new ProtocolLimits(512 * 1024 * 1024, MAX_ARGUMENT_COUNT);

    /**
     * For what was acknowledged once and lies in files: no setting makes that unreadable. A string is one array, together with
     * its key and what says what it is.
     */
    public static final ProtocolLimits FILES = new ProtocolLimits(Integer.MAX_VALUE - (1 << 20), MAX_ARGUMENT_COUNT);

    /** For a client that has not yet said who it is: enough for HELLO with AUTH and SETNAME. */
    public static final ProtocolLimits UNAUTHENTICATED = new ProtocolLimits(16 * 1024, 10);
}
