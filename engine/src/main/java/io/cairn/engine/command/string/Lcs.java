package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.command.KeySpec.AtIndex;
import io.cairn.engine.command.KeySpec.Range;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code LCS key1 key2 [LEN] [IDX] [MINMATCHLEN length] [WITHMATCHLEN]}: what two strings have in common, in order. */
public final class Lcs implements Command {
    private static final CommandSpec SPEC = command("LCS")
            .summary("Finds a longest common subsequence of two strings: itself, its length, or where it lies.")
            .complexity("O(N*M) where N and M are the lengths of the strings.")
            .since("7.0.0")
            .group(Group.STRING)
            .arity(-3)
            .flags(READONLY)
            .categories(AclCategory.STRING)
            .keys(new KeySpec(new AtIndex(1), new Range(1, 1, 0), Set.of(RO, ACCESS)))
            .arguments(
                    key("key1", 0),
                    key("key2", 0),
                    optionalToken("LEN"),
                    optionalToken("IDX"),
                    integer("min-match-len").after("MINMATCHLEN").optional(),
                    optionalToken("WITHMATCHLEN"))
            .build();

    /** What Redis takes per pair of bytes. Its limit on that memory is ours on the time. */
    private static final int BYTES_PER_CELL = 4;

    private static final int NO_STRING = -1;
    private static final byte[] EMPTY = {};

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        long lengthA = length(context.read(args, 1));
        long lengthB = length(context.read(args, 2));
        if (lengthA == NO_STRING || lengthB == NO_STRING) {
            reply.error("ERR The specified keys must contain string values");
            return;
        }
        Options options = Options.parse(args, reply);
        if (options == null) {
            return;
        }
        // Both lengths are at most Integer.MAX_VALUE: the product cannot overflow.
        if ((lengthA + 1) * (lengthB + 1) > context.maxStringLength() / BYTES_PER_CELL) {
            reply.error("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
            return;
        }
        byte[] a = copy(context.entry(args, 1));
        byte[] b = copy(context.entry(args, 2));
        if (options.length) {
            reply.integer(CommonSubsequence.length(a, b));
        } else if (options.index) {
            replyRuns(CommonSubsequence.of(a, b), options, reply);
        } else {
            reply.bulk(CommonSubsequence.of(a, b).bytes());
        }
    }

    private static void replyRuns(CommonSubsequence found, Options options, ReplyWriter reply) {
        int shown = 0;
        for (int run = 0; run < found.runCount(); run++) {
            if (found.runLength(run) >= options.minMatchLength) {
                shown++;
            }
        }
        reply.map(2);
        reply.bulk("matches");
        reply.array(shown);
        for (int run = 0; run < found.runCount(); run++) {
            int length = found.runLength(run);
            if (length >= options.minMatchLength) {
                reply.array(options.withMatchLength ? 3 : 2);
                replyRange(found.startInA(run), length, reply);
                replyRange(found.startInB(run), length, reply);
                if (options.withMatchLength) {
                    reply.integer(length);
                }
            }
        }
        reply.bulk("len");
        reply.integer(found.length());
    }

    private static void replyRange(int start, int length, ReplyWriter reply) {
        reply.array(2);
        reply.integer(start);
        reply.integer(start + length - 1L);
    }

    /** A missing key is an empty string. */
    private static int length(Entry entry) {
        Value value = entry.value();
        if (value == null) {
            return 0;
        }
        return value instanceof StringValue string ? string.length() : NO_STRING;
    }

    private static byte[] copy(Entry entry) {
        return entry.value() instanceof StringValue string ? string.copy() : EMPTY;
    }

    /** What to reply with. */
    private record Options(boolean length, boolean index, boolean withMatchLength, long minMatchLength) {
        /** Reads the options of a request; null after an error reply. */
        static @Nullable Options parse(Args args, ReplyWriter reply) {
            boolean length = false;
            boolean index = false;
            boolean withMatchLength = false;
            long minMatchLength = 0;
            for (int i = 3; i < args.count(); i++) {
                if (args.isWord(i, "IDX")) {
                    index = true;
                } else if (args.isWord(i, "LEN")) {
                    length = true;
                } else if (args.isWord(i, "WITHMATCHLEN")) {
                    withMatchLength = true;
                } else if (args.isWord(i, "MINMATCHLEN") && i + 1 < args.count()) {
                    i++;
                    if (!args.isLong(i)) {
                        reply.error(CommandError.NOT_AN_INTEGER);
                        return null;
                    }
                    minMatchLength = args.toLong(i);
                } else {
                    reply.error(CommandError.SYNTAX);
                    return null;
                }
            }
            if (length && index) {
                reply.error("ERR If you want both the length and indexes, please just use IDX.");
                return null;
            }
            return new Options(length, index, withMatchLength, minMatchLength);
        }
    }
}
