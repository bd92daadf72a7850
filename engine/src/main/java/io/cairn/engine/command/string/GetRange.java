package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** {@code GETRANGE key start end}, and {@code SUBSTR} as its older name: a part of a string, both ends included. */
public final class GetRange implements Command {
    private static final byte[] EMPTY = {};

    private final CommandSpec spec;

    private GetRange(CommandSpec spec) {
        this.spec = spec;
    }

    public static GetRange getRange() {
        return new GetRange(declare("GETRANGE").since("2.4.0").build());
    }

    public static GetRange substr() {
        return new GetRange(declare("SUBSTR")
                .since("1.0.0")
                .deprecated("2.0.0", "`GETRANGE`")
                .build());
    }

    private static CommandSpec.Builder declare(String name) {
        return command(name)
                .summary("Returns a part of the string that a key holds. Negative positions count from the end.")
                .complexity("O(N) where N is the length of the part.")
                .group(Group.STRING)
                .arity(4)
                .flags(READONLY)
                .categories(AclCategory.STRING)
                .keys(keyAt(1, RO, ACCESS))
                .arguments(key("key", 0), integer("start"), integer("end"));
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (!args.isLong(2) || !args.isLong(3)) {
            reply.error(CommandError.NOT_AN_INTEGER);
            return;
        }
        Value value = context.read(args, 1).value();
        if (value == null) {
            reply.bulk(EMPTY);
        } else if (value instanceof StringValue string) {
            replyPart(string, args.toLong(2), args.toLong(3), reply);
        } else {
            reply.error(CommandError.WRONG_TYPE);
        }
    }

    private static void replyPart(StringValue string, long start, long end, ReplyWriter reply) {
        int length = string.length();
        long first = fromStart(start, length);
        long last = Math.min(fromStart(end, length), length - 1);
        // Two negative ends the wrong way round are an empty part even where both lie before the first byte.
        boolean empty = first > last || (start < 0 && end < 0 && start > end);
        if (empty) {
            reply.bulk(EMPTY);
        } else {
            StringReply.part(string, (int) first, (int) (last - first + 1), reply);
        }
    }

    /** A position before the first byte becomes the first. */
    private static long fromStart(long position, int length) {
        return position < 0 ? Math.max(0, length + position) : position;
    }
}
