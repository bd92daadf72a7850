package io.cairn.engine.command.generic;

import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Glob;
import io.cairn.engine.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * The keys that KEYS and SCAN reply with: those of a stretch of the keyspace that match a pattern and are of a type.
 *
 * <p>The stretch is walked twice, to count and to write, since a reply begins with its length: nothing is collected in
 * between, however many keys there are. Nothing changes in between either, so both walks see the same.
 */
final class KeyListing {
    private static final byte[] ANY = {'*'};

    private byte[] pattern = ANY;
    private int patternOffset;
    private int patternLength = 1;
    private @Nullable String typeName;
    private int matches;

    /** Lists only keys that match the pattern that is argument {@code index}. */
    void match(Args args, int index) {
        pattern = args.bytes();
        patternOffset = args.offset(index);
        patternLength = args.length(index);
    }

    /** Lists only keys that hold the kind of value that argument {@code index} names, in any case. */
    void ofType(Args args, int index) {
        typeName = args.text(index);
    }

    /** Counts the keys that {@link #write} will write, and returns where {@link Keyspace#scan} has come to. */
    long count(Keyspace keyspace, long cursor, long count) {
        matches = 0;
        return keyspace.scan(cursor, count, (key, offset, length, value) -> {
            if (isListed(key, offset, length, value)) {
                matches++;
            }
        });
    }

    /** Writes the keys that {@link #count} has counted. */
    void write(Keyspace keyspace, long cursor, long count, ReplyWriter reply) {
        reply.array(matches);
        keyspace.scan(cursor, count, (key, offset, length, value) -> {
            if (isListed(key, offset, length, value)) {
                reply.bulk(key, offset, length);
            }
        });
    }

    private boolean isListed(byte[] key, int offset, int length, Value value) {
        return (isAnyKey() || Glob.matches(pattern, patternOffset, patternLength, key, offset, length, false))
                && (typeName == null || typeName.equalsIgnoreCase(value.typeName()));
    }

    private boolean isAnyKey() {
        return patternLength == 1 && pattern[patternOffset] == '*';
    }
}
