package io.cairn.engine.command;

import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code HELP} of any container: a line on the container, then two for each subcommand, its syntax and its summary, as
 * they are declared. The lines are simple strings, which is how Redis sends them.
 */
public final class HelpCommand implements Command {
    private static final String INDENT = "    ";

    private final CommandSpec spec;
    private final List<String> lines = new ArrayList<>();

    private HelpCommand(CommandSpec spec, Command... others) {
        this.spec = spec;
        String container = spec.name().substring(0, spec.name().indexOf('|')).toUpperCase(Locale.ROOT);
        lines.add(container + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (Command other : others) {
            describe(other.spec());
        }
        describe(spec);
    }

    /** The {@code others} of a container and behind them a HELP on all, declared by {@code spec}. */
    public static Command[] with(CommandSpec spec, Command... others) {
        List<Command> all = new ArrayList<>(List.of(others));
        all.add(new HelpCommand(spec, others));
        return all.toArray(Command[]::new);
    }

    private void describe(CommandSpec described) {
        StringBuilder syntax = new StringBuilder(described.shortName());
        for (ArgSpec argument : described.arguments()) {
            syntax.append(' ').append(argument.syntax());
        }
        lines.add(syntax.toString());
        lines.add(INDENT + described.summary());
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        reply.array(lines.size());
        lines.forEach(reply::simple);
    }
}
