package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.pattern;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.Glob;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.value.SortedSetValue;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code ZSCAN key cursor [MATCH pattern] [COUNT count]}: some members with their scores, and where to go on; a compact
 * set at once. A member that is there from the first call to the last is listed at least once.
 */
public final class ZScan implements Command {
    private static final CommandSpec SPEC = SortedSetDeclarations.declare("ZSCAN")
            .summary("Lists some of the members with their scores, and where to go on.")
            .complexity("O(1) for a call, O(N) for a whole run over N members")
            .since("2.8.0")
            .arity(-3)
            .flags(Flag.READONLY)
            .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
            .arguments(
                    SortedSetDeclarations.KEY,
                    integer("cursor"),
                    pattern("pattern").after("MATCH").optional(),
                    integer("count").after("COUNT").optional())
            .tips("nondeterministic_output")
            .build();

    private static final long DEFAULT_COUNT = 10;
    private static final Pattern CURSOR = Pattern.compile("([+-]?[0-9]+)?");
    private static final int NO_PATTERN = -1;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        String cursorText = args.textToNul(2);
        if (!isCursor(cursorText)) {
            reply.error("ERR invalid cursor");
            return;
        }
        SortedSetValue set = context.readCollection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        if (set.isEmpty()) {
            // Redis does not look at the options then.
            reply.array(2);
            reply.bulkLong(0);
            reply.array(0);
            return;
        }
        Options options = new Options();
        String error = options.parse(args);
        if (error != null) {
            reply.error(error);
        } else if (set.isCompact()) {
            replyCompact(set, options, args, reply);
        } else {
            long cursor = cursorText.isEmpty() ? 0 : new BigInteger(cursorText).longValue();
            replyLarge(set, cursor, options, args, reply);
        }
    }

    /** Whether it is what C's {@code strtoul} takes for 64 bits: with any sign, and nothing at all counts as 0. */
    private static boolean isCursor(String text) {
        return CURSOR.matcher(text).matches()
                && (text.isEmpty() || new BigInteger(text).abs().bitLength() <= Long.SIZE);
    }

    /** Scores as they are kept, which for whole numbers is without an exponent, however large. */
    private static void replyCompact(SortedSetValue set, Options options, Args args, ReplyWriter reply) {
        byte[] bytes = set.packedBytes();
        Element element = new Element();
        int first = Listpack.first(set.packedStart());
        int matches = 0;
        for (int at = first; !Listpack.isEnd(bytes, at); at = Listpack.next(bytes, Listpack.next(bytes, at))) {
            Listpack.read(bytes, at, element);
            matches += options.matches(args, element.bytes(), element.offset(), element.length()) ? 1 : 0;
        }
        reply.array(2);
        reply.bulkLong(0);
        reply.array(2 * matches);
        for (int at = first; !Listpack.isEnd(bytes, at); ) {
            int score = Listpack.next(bytes, at);
            Listpack.read(bytes, at, element);
            if (options.matches(args, element.bytes(), element.offset(), element.length())) {
                reply.bulk(element.bytes(), element.offset(), element.length());
                Listpack.read(bytes, score, element);
                reply.bulk(element.bytes(), element.offset(), element.length());
            }
            at = Listpack.next(bytes, score);
        }
    }

    /** Walks the stretch twice, to count and to write, since a reply begins with its length. */
    private static void replyLarge(SortedSetValue set, long cursor, Options options, Args args, ReplyWriter reply) {
        Stretch stretch = new Stretch();
        long next = cursor;
        do {
            next = set.scan(next, member -> stretch.count(options.matches(args, member)));
            stretch.pages++;
        } while (next != 0 && stretch.seen + stretch.pages <= options.count);
        reply.array(2);
        reply.bulkLong(next);
        reply.array(2 * stretch.matches);
        long from = cursor;
        for (long page = 0; page < stretch.pages; page++) {
            from = set.scan(from, member -> {
                if (options.matches(args, member)) {
                    reply.bulk(member.keyBytes(), member.keyOffset(), member.keyLength());
                    reply.bulkNumber(Double.longBitsToDouble(member.longValue()));
                }
            });
        }
    }

    /** What has been passed: pages count too, so that a stretch of empty ones ends. */
    private static final class Stretch {
        private long pages;
        private long seen;
        private int matches;

        void count(boolean match) {
            seen++;
            matches += match ? 1 : 0;
        }
    }

    private static final class Options {
        private long count = DEFAULT_COUNT;
        private int pattern = NO_PATTERN;

        @Nullable
        String parse(Args args) {
            for (int i = 3; i < args.count(); i += 2) {
                boolean hasValue = i + 1 < args.count();
                if (hasValue && args.isWord(i, "COUNT")) {
                    if (!args.isLong(i + 1)) {
                        return CommandError.NOT_AN_INTEGER;
                    }
                    count = args.toLong(i + 1);
                } else if (hasValue && args.isWord(i, "MATCH")) {
                    pattern = i + 1;
                } else {
                    return CommandError.SYNTAX;
                }
                if (count < 1) {
                    return CommandError.SYNTAX;
                }
            }
            return null;
        }

        boolean matches(Args args, RecordCursor member) {
            return matches(args, member.keyBytes(), member.keyOffset(), member.keyLength());
        }

        boolean matches(Args args, byte[] member, int offset, int length) {
            return pattern == NO_PATTERN
                    || Glob.matches(
                            args.bytes(), args.offset(pattern), args.length(pattern), member, offset, length, false);
        }
    }
}
