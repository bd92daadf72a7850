package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
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
import org.jspecify.annotations.Nullable;

/** {@code GET key}: the string that a key holds. */
public final class Get implements Command {
    private static final CommandSpec SPEC = command("GET")
            .summary("Returns the string that a key holds.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.STRING)
            .arity(2)
            .flags(FAST, READONLY)
            .categories(AclCategory.STRING)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        reply(context.read(args, 1).value(), context.reply());
    }

    /** Replies with a string, null, or the error that it is something else. Returns whether it was no error. */
    static boolean reply(@Nullable Value value, ReplyWriter reply) {
        if (value == null) {
            reply.nullValue();
        } else if (value instanceof StringValue string) {
            StringReply.whole(string, reply);
        } else {
            reply.error(CommandError.WRONG_TYPE);
            return false;
        }
        return true;
    }
}
