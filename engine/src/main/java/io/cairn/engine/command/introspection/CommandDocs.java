package io.cairn.engine.command.introspection;

import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.ArgSpec.ArgFlag;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code COMMAND DOCS [command-name ...]}: the reference of all commands, or of those named that exist. */
final class CommandDocs implements Command {
    private static final ArgFlag[] ARG_FLAGS = ArgFlag.values();

    private final CommandSpec spec;

    CommandDocs(CommandSpec spec) {
        this.spec = spec;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        List<CommandSpec> described = new ArrayList<>();
        if (args.count() == 2) {
            context.table().all().forEach(command -> described.add(command.spec()));
        }
        for (int i = 2; i < args.count(); i++) {
            RegisteredCommand command = context.table().find(args.text(i));
            if (command != null) {
                described.add(command.spec());
            }
        }
        documents(described, context.reply());
    }

    private static void documents(List<CommandSpec> commands, ReplyWriter reply) {
        reply.map(commands.size());
        for (CommandSpec command : commands) {
            reply.bulk(command.name());
            document(command, reply);
        }
    }

    private static void document(CommandSpec command, ReplyWriter reply) {
        boolean deprecated = command.deprecatedSince() != null;
        boolean replaced = command.replacedBy() != null;
        boolean container = !command.subcommands().isEmpty();
        reply.map(3
                + count(!command.complexity().isEmpty())
                + 2 * count(deprecated)
                + count(replaced)
                + count(!command.arguments().isEmpty())
                + count(container));
        text("summary", command.summary(), reply);
        text("since", command.since(), reply);
        text("group", command.group().word(), reply);
        if (!command.complexity().isEmpty()) {
            text("complexity", command.complexity(), reply);
        }
        if (deprecated) {
            reply.bulk("doc_flags");
            reply.set(1);
            reply.simple("deprecated");
            text("deprecated_since", command.deprecatedSince(), reply);
        }
        if (replaced) {
            text("replaced_by", command.replacedBy(), reply);
        }
        if (!command.arguments().isEmpty()) {
            arguments(command.arguments(), reply);
        }
        if (container) {
            reply.bulk("subcommands");
            documents(command.subcommands().stream().map(Command::spec).toList(), reply);
        }
    }

    private static void arguments(List<ArgSpec> arguments, ReplyWriter reply) {
        reply.bulk("arguments");
        reply.array(arguments.size());
        for (ArgSpec argument : arguments) {
            argument(argument, reply);
        }
    }

    private static void argument(ArgSpec argument, ReplyWriter reply) {
        boolean key = argument.keySpecIndex() >= 0;
        boolean flagged = !argument.flags().isEmpty();
        boolean composed = !argument.arguments().isEmpty();
        reply.map(2
                + count(key)
                + count(argument.token() != null)
                + count(argument.since() != null)
                + count(flagged)
                + count(composed));
        text("name", argument.name(), reply);
        text("type", argument.type().word(), reply);
        if (key) {
            reply.bulk("key_spec_index");
            reply.integer(argument.keySpecIndex());
        }
        if (argument.token() != null) {
            text("token", argument.token(), reply);
        }
        if (argument.since() != null) {
            text("since", argument.since(), reply);
        }
        if (flagged) {
            flags(argument, reply);
        }
        if (composed) {
            arguments(argument.arguments(), reply);
        }
    }

    private static void flags(ArgSpec argument, ReplyWriter reply) {
        reply.bulk("flags");
        reply.set(argument.flags().size());
        for (ArgFlag flag : ARG_FLAGS) {
            if (argument.is(flag)) {
                reply.simple(flag.word());
            }
        }
    }

    private static void text(String name, @Nullable String text, ReplyWriter reply) {
        reply.bulk(name);
        reply.bulk(String.valueOf(text));
    }

    private static int count(boolean present) {
        return present ? 1 : 0;
    }
}
