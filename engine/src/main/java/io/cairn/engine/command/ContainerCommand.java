package io.cairn.engine.command;

import io.cairn.engine.resp.Args;

/**
 * A command that does nothing itself: all it can do are its subcommands, which {@link CommandExecutor} finds. Its arity
 * demands one.
 */
public final class ContainerCommand implements Command {
    private final CommandSpec spec;

    public ContainerCommand(CommandSpec spec) {
        if (spec.subcommands().isEmpty() || spec.arity() != -2) {
            throw new IllegalArgumentException("a container has subcommands, and the arity -2: name=" + spec.name());
        }
        this.spec = spec;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        throw new IllegalStateException("a container was executed: name=" + spec.name());
    }
}
