package io.cairn.engine.command.introspection;

import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.pattern;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.HelpCommand;
import java.util.List;

/** The declarations of COMMAND and its subcommands. */
public final class IntrospectionCommands {
    private static final String UNORDERED = "nondeterministic_output_order";

    private IntrospectionCommands() {}

    /** COMMAND, which holds the others. */
    public static List<Command> all() {
        Command[] subcommands = HelpCommand.with(help(), count(), docs(), keys(), keysAndFlags(), info(), list());
        CommandSpec spec = declare("COMMAND", "Returns details of all commands.", "2.8.13")
                .complexity("O(N) where N is the number of commands")
                .arity(-1)
                .tips(UNORDERED)
                .subcommands(subcommands)
                .build();
        return List.of(new CommandInfo(spec, 1));
    }

    private static Command count() {
        return new CommandCount(declare("COMMAND|COUNT", "Returns the number of commands.", "2.8.13")
                .complexity("O(1)")
                .arity(2)
                .build());
    }

    private static Command docs() {
        return new CommandDocs(declare("COMMAND|DOCS", "Returns the documentation of some or all commands.", "7.0.0")
                .complexity("O(N) where N is the number of commands asked for")
                .arity(-2)
                .tips(UNORDERED)
                .arguments(string("command-name").optional().multiple())
                .build());
    }

    private static Command keys() {
        return CommandKeys.namesOnly(request("COMMAND|GETKEYS", "Returns the keys of a request.", "2.8.13"));
    }

    private static Command keysAndFlags() {
        String summary = "Returns the keys of a request and what it does with each.";
        return CommandKeys.withFlags(request("COMMAND|GETKEYSANDFLAGS", summary, "7.0.0"));
    }

    private static CommandSpec request(String name, String summary, String since) {
        return declare(name, summary, since)
                .complexity("O(N) where N is the number of arguments")
                .arity(-3)
                .arguments(string("command"), string("arg").optional().multiple())
                .build();
    }

    private static CommandSpec help() {
        return declare("COMMAND|HELP", "Returns this text.", "5.0.0")
                .complexity("O(1)")
                .arity(2)
                .build();
    }

    private static Command info() {
        CommandSpec spec = declare("COMMAND|INFO", "Returns details of some or all commands.", "2.8.13")
                .complexity("O(N) where N is the number of commands asked for")
                .arity(-2)
                .tips(UNORDERED)
                .arguments(string("command-name").optional().multiple())
                .build();
        return new CommandInfo(spec, 2);
    }

    private static Command list() {
        return new CommandList(
                declare("COMMAND|LIST", "Returns the names of all commands, or of those asked for.", "7.0.0")
                        .complexity("O(N) where N is the number of commands")
                        .arity(-2)
                        .tips(UNORDERED)
                        .arguments(oneOf(
                                        "filterby",
                                        string("module-name").after("MODULE"),
                                        string("category").after("ACLCAT"),
                                        pattern("pattern").after("PATTERN"))
                                .after("FILTERBY")
                                .optional())
                        .build());
    }

    private static CommandSpec.Builder declare(String name, String summary, String since) {
        return command(name)
                .summary(summary)
                .since(since)
                .group(Group.SERVER)
                .flags(Flag.LOADING, Flag.STALE)
                .categories(AclCategory.CONNECTION);
    }
}
