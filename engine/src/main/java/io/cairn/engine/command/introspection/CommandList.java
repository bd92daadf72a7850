package io.cairn.engine.command.introspection;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code COMMAND LIST [FILTERBY MODULE module-name | ACLCAT category | PATTERN pattern]}: names of commands and
 * subcommands. There are no modules, so no command comes from one.
 */
final class CommandList implements Command {
    private final CommandSpec spec;

    CommandList(CommandSpec spec) {
        this.spec = spec;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Predicate<CommandSpec> filter = filter(args);
        if (filter == null) {
            context.reply().error(CommandError.SYNTAX);
            return;
        }
        List<String> names = new ArrayList<>();
        for (RegisteredCommand command : context.table().all()) {
            addMatching(command.spec(), filter, names);
        }
        context.reply().array(names.size());
        names.forEach(context.reply()::bulk);
    }

    private static void addMatching(CommandSpec command, Predicate<CommandSpec> filter, List<String> names) {
        if (filter.test(command)) {
            names.add(command.name());
        }
        command.subcommands().forEach(subcommand -> addMatching(subcommand.spec(), filter, names));
    }

    private static @Nullable Predicate<CommandSpec> filter(Args args) {
        if (args.count() == 2) {
            return command -> true;
        } else if (args.count() != 5 || !args.isWord(2, "FILTERBY")) {
            return null;
        } else if (args.isWord(3, "MODULE")) {
            return command -> false;
        } else if (args.isWord(3, "ACLCAT")) {
            String category = args.text(4).toLowerCase(Locale.ROOT);
            return command ->
                    command.categories().stream().map(AclCategory::word).anyMatch(category::equals);
        } else if (args.isWord(3, "PATTERN")) {
            byte[] pattern = args.copy(4);
            return command -> Glob.matches(pattern, command.name().getBytes(StandardCharsets.US_ASCII), true);
        }
        return null;
    }
}
