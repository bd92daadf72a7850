package io.cairn.engine.command.introspection;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.command.LegacyKeyRange;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import java.util.List;

/**
 * {@code COMMAND} and {@code COMMAND INFO [command-name ...]}: ten facts each of all commands, or of those named, a null
 * where there is none of that name.
 */
final class CommandInfo implements Command {
    private static final int FACTS = 10;

    private final CommandSpec spec;
    private final int firstName;

    /** @param firstName which argument is the first name */
    CommandInfo(CommandSpec spec, int firstName) {
        this.spec = spec;
        this.firstName = firstName;
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        CommandTable table = context.table();
        if (args.count() <= firstName) {
            reply.array(table.all().size());
            table.all().forEach(command -> describe(command.spec(), reply));
            return;
        }
        reply.array(args.count() - firstName);
        for (int i = firstName; i < args.count(); i++) {
            RegisteredCommand command = table.find(args.text(i));
            if (command == null) {
                reply.nullValue();
            } else {
                describe(command.spec(), reply);
            }
        }
    }

    private static void describe(CommandSpec command, ReplyWriter reply) {
        LegacyKeyRange keys = LegacyKeyRange.of(command.keys());
        reply.array(FACTS);
        reply.bulk(command.name());
        reply.integer(command.arity());
        flags(command, reply);
        reply.integer(keys.first());
        reply.integer(keys.last());
        reply.integer(keys.step());
        categories(command, reply);
        tips(command.tips(), reply);
        keySpecs(command.keys(), reply);
        subcommands(command.subcommands(), reply);
    }

    /** An array; but none at all are an empty set, as they are in Redis. */
    private static void subcommands(List<Command> subcommands, ReplyWriter reply) {
        if (subcommands.isEmpty()) {
            reply.set(0);
        } else {
            reply.array(subcommands.size());
            subcommands.forEach(subcommand -> describe(subcommand.spec(), reply));
        }
    }

    private static void flags(CommandSpec command, ReplyWriter reply) {
        reply.set(command.flags().size());
        for (Flag flag : command.flags()) {
            reply.simple(flag.word());
        }
    }

    private static void categories(CommandSpec command, ReplyWriter reply) {
        reply.set(command.categories().size());
        for (AclCategory category : command.categories()) {
            reply.simple("@" + category.word());
        }
    }

    private static void tips(List<String> tips, ReplyWriter reply) {
        reply.set(tips.size());
        tips.forEach(reply::bulk);
    }

    private static void keySpecs(List<KeySpec> specs, ReplyWriter reply) {
        reply.set(specs.size());
        for (KeySpec spec : specs) {
            KeySpecReply.write(spec, reply);
        }
    }
}
