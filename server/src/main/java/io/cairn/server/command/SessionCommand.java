package io.cairn.server.command;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.resp.Args;
import io.cairn.server.session.ClientSession;

/** A command that needs to know which client has sent it: a declaration and a method. */
final class SessionCommand implements Command {
    /** What it does. */
    @FunctionalInterface
    interface Body {
        void execute(Args args, CommandContext context, ClientSession client);
    }

    private final CommandSpec spec;
    private final Body body;

    SessionCommand(CommandSpec spec, Body body) {
        this.spec = spec;
        this.body = body;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        body.execute(args, context, (ClientSession) context.session());
    }
}
