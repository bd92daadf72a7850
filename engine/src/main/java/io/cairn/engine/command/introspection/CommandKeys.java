package io.cairn.engine.command.introspection;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFinder;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * {@code COMMAND GETKEYS} and {@code COMMAND GETKEYSANDFLAGS}: the keys of the request that follows, for clients that
 * cannot find them themselves.
 */
final class CommandKeys implements Command {
    private static final int REQUEST = 2;

    private final CommandSpec spec;
    private final boolean flags;

    private CommandKeys(CommandSpec spec, boolean flags) {
        this.spec = spec;
        this.flags = flags;
    }

    static CommandKeys namesOnly(CommandSpec spec) {
        return new CommandKeys(spec, false);
    }

    static CommandKeys withFlags(CommandSpec spec) {
        return new CommandKeys(spec, true);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        RegisteredCommand asked = find(args, context.table());
        if (asked == null) {
            reply.error("ERR Invalid command specified");
        } else if (!KeyFinder.mayFindKeys(asked.command())) {
            reply.error("ERR The command has no key arguments");
        } else if (!asked.spec().acceptsCount(args.count() - REQUEST)) {
            reply.error("ERR Invalid number of arguments specified for command");
        } else {
            KeyFinder keys = new KeyFinder();
            if (keys.find(asked.command(), args, REQUEST) == 0 && !asked.spec().is(Flag.NO_MANDATORY_KEYS)) {
                reply.error("ERR Invalid arguments specified for command");
            } else {
                answer(keys, args, reply);
            }
        }
    }

    private static @Nullable RegisteredCommand find(Args args, CommandTable table) {
        RegisteredCommand command = table.find(args, REQUEST);
        CommandTable subcommands = command == null ? null : command.subcommands();
        return subcommands == null || args.count() == REQUEST + 1 ? command : subcommands.find(args, REQUEST + 1);
    }

    private void answer(KeyFinder keys, Args args, ReplyWriter reply) {
        reply.array(keys.count());
        for (int i = 0; i < keys.count(); i++) {
            if (flags) {
                reply.array(2);
            }
            reply.bulk(args, keys.argument(i));
            if (flags) {
                KeySpecReply.flags(keys.flags(i), reply);
            }
        }
    }
}
