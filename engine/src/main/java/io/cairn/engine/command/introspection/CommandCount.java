package io.cairn.engine.command.introspection;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.resp.Args;

/** {@code COMMAND COUNT}: how many commands there are, without subcommands. */
final class CommandCount implements Command {
    private final CommandSpec spec;

    CommandCount(CommandSpec spec) {
        this.spec = spec;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        context.reply().integer(context.table().all().size());
    }
}
