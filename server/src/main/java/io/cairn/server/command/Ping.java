package io.cairn.server.command;

import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;

/** {@code PING [message]}: shows that the server answers. */
final class Ping implements Command {
    private static final CommandSpec SPEC = command("PING")
            .summary("Answers, to show that the server is alive.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.CONNECTION)
            .arity(-1)
            .flags(FAST)
            .categories(AclCategory.CONNECTION)
            .arguments(string("message").optional())
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (args.count() > 2) {
            context.reply().error(CommandError.wrongArity(SPEC));
        } else if (args.count() == 2) {
            context.reply().bulk(args, 1);
        } else {
            context.reply().simple("PONG");
        }
    }
}
