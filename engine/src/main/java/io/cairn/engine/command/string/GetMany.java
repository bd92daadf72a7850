package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keysFrom;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.StringValue;

/** {@code MGET key [key ...]}: the strings that keys hold. */
public final class GetMany implements Command {
    private static final CommandSpec SPEC = command("MGET")
            .summary("Returns the strings that keys hold; null for a key that is missing or holds something else.")
            .complexity("O(N) where N is the number of keys.")
            .since("1.0.0")
            .group(Group.STRING)
            .arity(-2)
            .flags(FAST, READONLY)
            .categories(AclCategory.STRING)
            .keys(keysFrom(1, 1, RO, ACCESS))
            .arguments(key("key", 0).multiple())
            .tips("request_policy:multi_shard")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        int count = args.count();
        reply.array(count - 1);
        for (int i = 1; i < count; i++) {
            if (context.read(args, i).value() instanceof StringValue string) {
                StringReply.whole(string, reply);
            } else {
                reply.nullValue();
            }
        }
    }
}
