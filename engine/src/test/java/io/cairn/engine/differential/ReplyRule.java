package io.cairn.engine.differential;

import static java.util.Map.entry;

import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How much a reply of ours must be like Redis'. Errors are compared byte for byte whatever the rule.
 *
 * <p>Time passes in Redis while a sequence runs, and not in the engine, whose clock is set to the moment at which the
 * sequence began. So a time that is told or left may differ by as much as Redis' clock has advanced until the end, and
 * by one more unit for rounding. A moment that a request has named differs by nothing.
 */
enum ReplyRule {
    /** The same bytes. */
    SAME,
    /** The same elements, in any order. */
    ANY_ORDER,
    /** The same pairs of elements, in any order. */
    ANY_PAIR_ORDER,
    /** As many elements: the choice among them is free. */
    SAME_COUNT,
    /** A scan from the beginning: the same elements in any order, if both have come to the end. */
    WHOLE_SCAN,
    /** {@link #WHOLE_SCAN} of pairs of elements. */
    WHOLE_PAIR_SCAN,
    /** A value or null like the other: the choice is free, or the position has a meaning of its own. */
    SAME_KIND,
    /** The same bytes; or listpack for quicklist, because Redis 7.0 has no other encoding of lists. */
    ENCODING,
    /** The same but for {@link StreamReplies the times} of a stream's consumers, which may differ by what has passed. */
    STREAM_TIMES,
    /** A number of seconds left, which may differ by what has passed. */
    SECONDS,
    /** A number of milliseconds left, which may differ by what has passed. */
    MILLISECONDS,
    /** A moment in seconds: may differ by what has passed, unless a request has named it. */
    MOMENT_SECONDS,
    /** A moment in milliseconds: may differ by what has passed, unless a request has named it. */
    MOMENT_MILLISECONDS;

    /** Moments behind this one, in 2090, were named by requests; relative times of requests do not reach it. */
    private static final long NAMED_AFTER_MS = 3_800_000_000_000L;

    private static final byte[] ZERO = {'0'};

    private static final Map<String, ReplyRule> BY_COMMAND = Map.ofEntries(
            entry("KEYS", ANY_ORDER),
            entry("SMEMBERS", ANY_ORDER),
            entry("SINTER", ANY_ORDER),
            entry("SUNION", ANY_ORDER),
            entry("SDIFF", ANY_ORDER),
            entry("HKEYS", ANY_ORDER),
            entry("HVALS", ANY_ORDER),
            entry("HGETALL", ANY_PAIR_ORDER),
            // Counts keys whose time has come and that nobody has looked up since, which RANDOMKEY may have done.
            entry("DBSIZE", SAME_KIND),
            entry("SCAN", SAME_KIND),
            entry("SRANDMEMBER", SAME_COUNT),
            entry("HRANDFIELD", SAME_COUNT),
            entry("SSCAN", WHOLE_SCAN),
            entry("HSCAN", WHOLE_PAIR_SCAN),
            entry("RANDOMKEY", SAME_KIND),
            entry("ZSCAN", SAME_KIND),
            // Redis shares small numbers among keys and tells how many share one; here nothing is shared.
            entry("OBJECT REFCOUNT", SAME_KIND),
            entry("OBJECT ENCODING", ENCODING),
            // Redis' clock for this runs in steps, and is late when the machine is busy.
            entry("OBJECT IDLETIME", SAME_KIND),
            entry("XPENDING", STREAM_TIMES),
            entry("XINFO CONSUMERS", STREAM_TIMES),
            entry("XINFO STREAM", STREAM_TIMES),
            entry("TTL", SECONDS),
            entry("EXPIRETIME", MOMENT_SECONDS),
            entry("PTTL", MILLISECONDS),
            entry("PEXPIRETIME", MOMENT_MILLISECONDS));

    /** The rule for the reply to a request. */
    static ReplyRule of(byte[][] request) {
        ReplyRule rule = BY_COMMAND.get(words(request, 1));
        if (rule == null) {
            return BY_COMMAND.getOrDefault(words(request, 2), SAME);
        }
        // What another cursor than the first one means is everybody's own affair.
        boolean scan = rule == WHOLE_SCAN || rule == WHOLE_PAIR_SCAN;
        return scan && !(request.length > 2 && Arrays.equals(request[2], ZERO)) ? SAME_KIND : rule;
    }

    private static String words(byte[][] request, int count) {
        return Arrays.stream(request)
                .limit(count)
                .map(word -> new String(word, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT))
                .collect(Collectors.joining(" "));
    }

    /** Whether a reply of ours will do for one of Redis', whose clock has advanced by {@code elapsedMs}. */
    boolean accepts(byte[] ours, byte[] theirs, long elapsedMs) {
        if (Arrays.equals(ours, theirs)) {
            return true;
        }
        if (this == SAME || RespReplies.isError(ours) || RespReplies.isError(theirs)) {
            return false;
        }
        RespValue our = RespValue.parse(ours);
        RespValue their = RespValue.parse(theirs);
        return switch (this) {
            case ANY_ORDER ->
                Arrays.equals(our.sorted().encode(), their.sorted().encode());
            case ANY_PAIR_ORDER ->
                Arrays.equals(our.sortedPairs().encode(), their.sortedPairs().encode());
            case ENCODING -> "listpack".equals(our.text()) && "quicklist".equals(their.text());
            case STREAM_TIMES -> StreamReplies.isSame(our, their, elapsedMs + 1);
            case SAME_COUNT ->
                isSameKind(our, their)
                        && our.elements().size() == their.elements().size();
            case WHOLE_SCAN ->
                isSameKind(our, their)
                        && (!isWhole(our, their)
                                || ANY_ORDER.accepts(
                                        our.get(1).encode(), their.get(1).encode(), elapsedMs));
            case WHOLE_PAIR_SCAN ->
                isSameKind(our, their)
                        && (!isWhole(our, their)
                                || ANY_PAIR_ORDER.accepts(
                                        our.get(1).encode(), their.get(1).encode(), elapsedMs));
            case SECONDS -> isNear(our, their, elapsedMs / 1000 + 1, Long.MAX_VALUE);
            case MILLISECONDS -> isNear(our, their, elapsedMs + 1, Long.MAX_VALUE);
            case MOMENT_SECONDS -> isNear(our, their, elapsedMs / 1000 + 1, NAMED_AFTER_MS / 1000);
            case MOMENT_MILLISECONDS -> isNear(our, their, elapsedMs + 1, NAMED_AFTER_MS);
            default -> isSameKind(our, their);
        };
    }

    private static boolean isSameKind(RespValue ours, RespValue theirs) {
        return ours.kind() == theirs.kind() && ours.isNull() == theirs.isNull();
    }

    private static boolean isWhole(RespValue ours, RespValue theirs) {
        return ours.get(0).text().equals("0") && theirs.get(0).text().equals("0");
    }

    private static boolean isNear(RespValue ours, RespValue theirs, long tolerance, long namedAfter) {
        long our = Long.parseLong(ours.text());
        long their = Long.parseLong(theirs.text());
        if (our < 0 || their < 0) {
            return false;
        }
        // The very last moment means never in a record, so the one before stands for it.
        boolean last = their == Long.MAX_VALUE && our == Long.MAX_VALUE - 1;
        return last || (our < namedAfter && Math.abs(our - their) <= tolerance);
    }
}
