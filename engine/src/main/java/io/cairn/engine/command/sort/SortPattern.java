package io.cairn.engine.command.sort;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * Where something is found for an element: {@code key-*} is the string at that key, with the element in place of the star;
 * {@code key-*->field} a field of the hash there; {@code #} the element itself; and anything else nothing. A NUL ends the
 * search for a star and an arrow, as in Redis.
 */
final class SortPattern {
    private static final int ABSENT = -1;

    private final byte[] pattern;
    private final boolean self;
    private final int star;
    /** Where the arrow is; the pattern's length if there is none. */
    private final int arrow;

    SortPattern(byte[] pattern) {
        this.pattern = pattern;
        this.self = pattern.length > 0 && pattern[0] == '#' && (pattern.length == 1 || pattern[1] == 0);
        this.star = indexOfStar(pattern);
        this.arrow = star == ABSENT ? pattern.length : indexOfArrow(pattern, star + 1);
    }

    private static int indexOfStar(byte[] pattern) {
        for (int i = 0; i < pattern.length && pattern[i] != 0; i++) {
            if (pattern[i] == '*') {
                return i;
            }
        }
        return ABSENT;
    }

    private static int indexOfArrow(byte[] pattern, int from) {
        for (int i = from; i + 1 < pattern.length && pattern[i] != 0; i++) {
            if (pattern[i] == '-' && pattern[i + 1] == '>') {
                boolean named = i + 2 < pattern.length && pattern[i + 2] != 0;
                return named ? i : pattern.length;
            }
        }
        return pattern.length;
    }

    /** Whether it names the same for all elements. */
    boolean isConstant() {
        return star == ABSENT;
    }

    /** What is found for an element, null if nothing is; valid until the next look-up. */
    @Nullable
    Element find(byte[] element, CommandContext context, Element own) {
        if (self) {
            own.point(element, 0, element.length);
            return own;
        }
        if (star == ABSENT) {
            return null;
        }
        Value value = read(key(element), context);
        if (arrow == pattern.length) {
            return value instanceof StringValue string ? string : null;
        }
        if (value instanceof HashValue hash && hash.find(pattern, arrow + 2, pattern.length - arrow - 2)) {
            return hash.value();
        }
        return null;
    }

    private byte[] key(byte[] element) {
        byte[] key = new byte[arrow - 1 + element.length];
        System.arraycopy(pattern, 0, key, 0, star);
        System.arraycopy(element, 0, key, star, element.length);
        System.arraycopy(pattern, star + 1, key, star + element.length, arrow - star - 1);
        return key;
    }

    private static @Nullable Value read(byte[] key, CommandContext context) {
        context.reachEverywhere();
        Keyspace keyspace = context.keyspace();
        Entry found = keyspace.peek(key, 0, key.length);
        if (context.session().isTouching()) {
            keyspace.touch(found);
        }
        return found.value();
    }
}
