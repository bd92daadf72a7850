package io.cairn.engine.structure;

/**
 * Redis' glob patterns over bytes: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]} and {@code \} for a literal.
 *
 * <p>Cost: at most {@code pattern × text} steps, whatever the pattern. Only the last {@code *} seen is ever retried: an
 * earlier one has already matched as little as it can, so giving it more cannot help. (Redis retried all of them until
 * 7.0.9, which was exponential in their number: CVE-2022-36021.)
 *
 * <p>Like Redis, an unclosed class runs to the end of the pattern, and a range may be written backwards. Unlike there,
 * {@code **} matches the empty text too.
 */
public final class Glob {
    private final byte[] pattern;
    private final int patternEnd;
    private final boolean ignoreCase;
    /** Where the element read by the last {@link #matchesOne} ends. */
    private int next;

    private Glob(byte[] pattern, int patternEnd, boolean ignoreCase) {
        this.pattern = pattern;
        this.patternEnd = patternEnd;
        this.ignoreCase = ignoreCase;
    }

    /** Whether all of the text, {@code length} bytes from {@code offset}, matches the whole pattern. */
    public static boolean matches(
            byte[] pattern,
            int patternOffset,
            int patternLength,
            byte[] text,
            int offset,
            int length,
            boolean ignoreCase) {
        return new Glob(pattern, patternOffset + patternLength, ignoreCase)
                .matchesAll(patternOffset, text, offset, offset + length);
    }

    /** Whether all of {@code text} matches {@code pattern}. */
    public static boolean matches(byte[] pattern, byte[] text, boolean ignoreCase) {
        return matches(pattern, 0, pattern.length, text, 0, text.length, ignoreCase);
    }

    private boolean matchesAll(int patternStart, byte[] text, int start, int end) {
        int p = patternStart;
        int t = start;
        int afterStar = -1;
        int retryAt = 0;
        while (t < end) {
            if (p < patternEnd && pattern[p] == '*') {
                p++;
                afterStar = p;
                retryAt = t;
            } else if (p < patternEnd && matchesOne(p, text[t])) {
                p = next;
                t++;
            } else if (afterStar >= 0) {
                p = afterStar;
                retryAt++;
                t = retryAt;
            } else {
                return false;
            }
        }
        while (p < patternEnd && pattern[p] == '*') {
            p++;
        }
        return p == patternEnd;
    }

    /** Whether the element at {@code p} matches {@code c}; {@link #next} is then behind the element. */
    private boolean matchesOne(int p, byte c) {
        switch (pattern[p]) {
            case '?' -> {
                next = p + 1;
                return true;
            }
            case '[' -> {
                return matchesClass(p + 1, c);
            }
            case '\\' -> {
                int literal = p + 1 < patternEnd ? p + 1 : p;
                next = literal + 1;
                return fold(pattern[literal]) == fold(c);
            }
            default -> {
                next = p + 1;
                return fold(pattern[p]) == fold(c);
            }
        }
    }

    private boolean matchesClass(int start, byte c) {
        int p = start;
        boolean negated = p < patternEnd && pattern[p] == '^';
        if (negated) {
            p++;
        }
        boolean found = false;
        while (p < patternEnd && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < patternEnd) {
                found |= pattern[p + 1] == c;
                p += 2;
            } else if (p + 2 < patternEnd && pattern[p + 1] == '-') {
                int low = Math.min(fold(pattern[p]), fold(pattern[p + 2]));
                int high = Math.max(fold(pattern[p]), fold(pattern[p + 2]));
                found |= fold(c) >= low && fold(c) <= high;
                p += 3;
            } else {
                found |= fold(pattern[p]) == fold(c);
                p++;
            }
        }
        next = Math.min(p + 1, patternEnd);
        return found != negated;
    }

    private int fold(byte c) {
        return ignoreCase && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c & 0xff;
    }
}
