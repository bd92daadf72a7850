package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Glob;
import io.cairn.engine.value.CollectionValue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What SSCAN, HSCAN and ZSCAN have in common: {@code key cursor [MATCH pattern] [COUNT count]}, their checks in Redis' order,
 * and their reply.
 *
 * <p>The stretch is walked twice, to count and to write, since a reply begins with its length. Nothing changes in between.
 */
public final class ElementScan {
    private static final byte[] ANY = {'*'};
    private static final long DEFAULT_COUNT = 10;

    private final Args args;
    private long count = DEFAULT_COUNT;
    private byte[] pattern = ANY;
    private int patternOffset;
    private int patternLength = 1;
    private boolean withoutValues;

    private ElementScan(Args args) {
        this.args = args;
    }

    /** One stretch of a scan: visits elements, the calls of the visitor for one element together, and says where to go on. */
    @FunctionalInterface
    public interface Stretch {
        long walk(long cursor, long count, Listing listing);
    }

    /** Takes the elements of a stretch. */
    @FunctionalInterface
    public interface Listing {
        /** An element and, if its kind has one, its value. */
        void add(Element element, @Nullable Element value);
    }

    /** Replies with a stretch of the collection that argument 1 names. */
    public static <V extends CollectionValue> void reply(
            Args args, CommandContext context, Class<V> kind, Function<V, Stretch> stretchOf) {
        if (!ScanCursor.isCursor(args, 2)) {
            context.reply().error(CommandError.INVALID_CURSOR);
            return;
        }
        V value = context.readCollection(args, 1, kind);
        if (value == null) {
            return;
        }
        if (value.isEmpty()) {
            context.reply().array(2);
            context.reply().bulkLong(0);
            context.reply().array(0);
            return;
        }
        ElementScan scan = new ElementScan(args);
        String error = scan.readOptions(value.typeName().equals("hash"));
        if (error != null) {
            context.reply().error(error);
        } else {
            scan.write(ScanCursor.toLong(args, 2), stretchOf.apply(value), context.reply());
        }
    }

    /** Reads the options and returns what is wrong with them. */
    private @Nullable String readOptions(boolean ofHash) {
        for (int i = 3; i < args.count(); i++) {
            boolean hasValue = i + 1 < args.count();
            if (hasValue && args.isWord(i, "COUNT")) {
                i++;
                if (!args.isLong(i)) {
                    return CommandError.NOT_AN_INTEGER;
                }
                count = args.toLong(i);
                if (count < 1) {
                    return CommandError.SYNTAX;
                }
            } else if (hasValue && args.isWord(i, "MATCH")) {
                i++;
                pattern = args.bytes();
                patternOffset = args.offset(i);
                patternLength = args.length(i);
            } else if (args.isWord(i, "NOVALUES")) {
                if (!ofHash) {
                    return "ERR NOVALUES option can only be used in HSCAN";
                }
                withoutValues = true;
            } else {
                return CommandError.SYNTAX;
            }
        }
        return null;
    }

    private void write(long cursor, Stretch stretch, ReplyWriter reply) {
        Counter counter = new Counter();
        long next = stretch.walk(cursor, count, (element, value) -> {
            if (matches(element)) {
                counter.bulks += value == null || withoutValues ? 1 : 2;
            }
        });
        reply.array(2);
        reply.bulkLong(next);
        reply.array(counter.bulks);
        stretch.walk(cursor, count, (element, value) -> {
            if (matches(element)) {
                reply.bulk(element);
                if (value != null && !withoutValues) {
                    reply.bulk(value);
                }
            }
        });
    }

    private boolean matches(Element element) {
        return Glob.matches(
                pattern, patternOffset, patternLength, element.bytes(), element.offset(), element.length(), false);
    }

    private static final class Counter {
        private int bulks;
    }
}
