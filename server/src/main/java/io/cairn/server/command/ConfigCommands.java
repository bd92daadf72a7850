package io.cairn.server.command;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.ADMIN;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.NOSCRIPT;
import static io.cairn.engine.command.Flag.STALE;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ContainerCommand;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.HelpCommand;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.server.Server;
import io.cairn.server.config.ServerConfig;
import io.cairn.server.session.ClientSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CONFIG}: reads, changes and writes the settings, and begins the counts anew. */
final class ConfigCommands {
    private final Server server;
    private final ServerConfig config;

    private ConfigCommands(Server server) {
        this.server = server;
        this.config = server.config();
    }

    static Command container(Server server) {
        ConfigCommands commands = new ConfigCommands(server);
        return new ContainerCommand(command("CONFIG")
                .summary("Commands on the settings.")
                .complexity("Depends on subcommand.")
                .since("2.0.0")
                .group(Group.SERVER)
                .arity(-2)
                .subcommands(HelpCommand.with(
                        HELP,
                        new SessionCommand(GET, commands::get),
                        new SessionCommand(SET, commands::set),
                        new SessionCommand(REWRITE, commands::rewrite),
                        new SessionCommand(RESETSTAT, commands::resetCounts)))
                .build());
    }

    private static CommandSpec.Builder declare(String name, String since, int arity, String summary) {
        return command("CONFIG|" + name)
                .summary(summary)
                .complexity("O(1)")
                .since(since)
                .group(Group.SERVER)
                .arity(arity)
                .flags(LOADING, STALE);
    }

    private static final CommandSpec HELP =
            declare("HELP", "5.0.0", 2, "Lists the subcommands.").build();

    private static final CommandSpec GET = declare("GET", "2.0.0", -3, "Returns settings whose names match.")
            .complexity("O(N), N being the number of parameters given")
            .flags(ADMIN, NOSCRIPT)
            .arguments(string("parameter").multiple())
            .build();

    private void get(Args args, CommandContext context, ClientSession client) {
        Map<String, String> found = config.configGet(texts(args));
        ReplyWriter reply = context.reply();
        reply.map(found.size());
        found.forEach((name, value) -> {
            reply.bulk(name.getBytes(StandardCharsets.ISO_8859_1));
            reply.bulk(value.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    private static final CommandSpec SET = declare("SET", "2.0.0", -4, "Changes settings, all of them or none.")
            .complexity("O(N), N being the number of parameters given")
            .flags(ADMIN, NOSCRIPT)
            .arguments(block("data", string("parameter"), string("value")).multiple())
            .tips("request_policy:all_nodes", "response_policy:all_succeeded")
            .build();

    private void set(Args args, CommandContext context, ClientSession client) {
        answer(
                config.configSet(
                        texts(args), client.isLocal(), server.datastore().isLoading()),
                context);
    }

    private static final CommandSpec REWRITE = declare(
                    "REWRITE", "2.8.0", 2, "Writes the present settings into the configuration file.")
            .flags(ADMIN, NOSCRIPT)
            .tips("request_policy:all_nodes", "response_policy:all_succeeded")
            .build();

    private void rewrite(Args args, CommandContext context, ClientSession client) {
        answer(config.rewrite(List.of()), context);
    }

    private static final CommandSpec RESETSTAT = declare("RESETSTAT", "2.0.0", 2, "Begins all counts anew.")
            .flags(ADMIN, NOSCRIPT)
            .tips("request_policy:all_nodes", "response_policy:all_succeeded")
            .build();

    private void resetCounts(Args args, CommandContext context, ClientSession client) {
        server.clients().resetCounts();
        server.datastore().engine().resetCounts();
        context.reply().ok();
    }

    private static void answer(@Nullable String error, CommandContext context) {
        if (error == null) {
            context.reply().ok();
        } else {
            context.reply().error(error);
        }
    }

    private static List<String> texts(Args args) {
        List<String> texts = new ArrayList<>();
        for (int i = 2; i < args.count(); i++) {
            texts.add(args.text(i));
        }
        return texts;
    }
}
