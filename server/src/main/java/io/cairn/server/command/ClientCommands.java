package io.cairn.server.command;

import static io.cairn.engine.command.AclCategory.CONNECTION;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.ADMIN;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.NOSCRIPT;
import static io.cairn.engine.command.Flag.STALE;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ContainerCommand;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.HelpCommand;
import io.cairn.engine.resp.Args;
import io.cairn.server.Server;
import io.cairn.server.session.ClientLine;
import io.cairn.server.session.ClientSession;
import io.cairn.server.session.ClientSession.ReplyMode;
import io.cairn.server.session.Clients;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** {@code CLIENT}: what a client says of itself, and what it may know of and do to the others. */
final class ClientCommands {
    static final String BAD_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";

    private final Clients clients;

    private ClientCommands(Clients clients) {
        this.clients = clients;
    }

    static Command container(Server server) {
        ClientCommands commands = new ClientCommands(server.clients());
        return new ContainerCommand(command("CLIENT")
                .summary("Commands on connections.")
                .complexity("Depends on subcommand.")
                .since("2.4.0")
                .group(Group.CONNECTION)
                .arity(-2)
                .subcommands(HelpCommand.with(
                        HELP,
                        new SessionCommand(
                                ID, (args, context, client) -> context.reply().integer(client.id())),
                        new SessionCommand(GETNAME, ClientCommands::getName),
                        new SessionCommand(SETNAME, ClientCommands::setName),
                        new SessionCommand(SETINFO, ClientCommands::setInfo),
                        new SessionCommand(INFO, ClientCommands::info),
                        new SessionCommand(LIST, commands::list),
                        new SessionCommand(KILL, commands::kill),
                        new SessionCommand(
                                NO_EVICT,
                                (args, context, client) -> onOff(args, context, on -> client.setEvictable(!on))),
                        new SessionCommand(
                                NO_TOUCH,
                                (args, context, client) -> onOff(args, context, on -> client.setTouching(!on))),
                        new SessionCommand(REPLY, ClientCommands::reply)))
                .build());
    }

    private static CommandSpec.Builder declare(String name, String since, int arity, String summary, Flag... more) {
        return command("CLIENT|" + name)
                .summary(summary)
                .complexity("O(1)")
                .since(since)
                .group(Group.CONNECTION)
                .arity(arity)
                .flags(LOADING, NOSCRIPT, STALE)
                .flags(more)
                .categories(CONNECTION);
    }

    private static final CommandSpec HELP = command("CLIENT|HELP")
            .summary("Lists the subcommands.")
            .complexity("O(1)")
            .since("5.0.0")
            .group(Group.CONNECTION)
            .arity(2)
            .flags(LOADING, STALE)
            .categories(CONNECTION)
            .build();

    private static final CommandSpec ID =
            declare("ID", "5.0.0", 2, "Returns the number of this connection.").build();

    private static final CommandSpec GETNAME = declare(
                    "GETNAME", "2.6.9", 2, "Returns the name that this connection has given itself.")
            .build();

    private static void getName(Args args, CommandContext context, ClientSession client) {
        if (client.name().isEmpty()) {
            context.reply().nullValue();
        } else {
            context.reply().bulk(bytes(client.name()));
        }
    }

    private static final CommandSpec SETNAME = declare("SETNAME", "2.6.9", 3, "Gives this connection a name.")
            .arguments(string("connection-name"))
            .tips("request_policy:all_nodes", "response_policy:all_succeeded")
            .build();

    private static void setName(Args args, CommandContext context, ClientSession client) {
        if (isName(args, 2)) {
            client.setName(args.text(2));
            context.reply().ok();
        } else {
            context.reply().error(BAD_NAME);
        }
    }

    /** Whether argument {@code index} is printable ASCII without blanks: a name stands in a line of CLIENT LIST. */
    static boolean isName(Args args, int index) {
        return args.text(index).chars().allMatch(c -> c >= '!' && c <= '~');
    }

    private static final CommandSpec SETINFO = declare(
                    "SETINFO", "7.2.0", 4, "Says which client library this connection uses.")
            .arguments(oneOf(
                    "attr",
                    string("libname").after("LIB-NAME"),
                    string("libver").after("LIB-VER")))
            .tips("request_policy:all_nodes", "response_policy:all_succeeded")
            .build();

    private static void setInfo(Args args, CommandContext context, ClientSession client) {
        boolean name = args.isWord(2, "LIB-NAME");
        if (!name && !args.isWord(2, "LIB-VER")) {
            context.reply().error("ERR Unrecognized option '" + args.text(2) + "'");
        } else if (!isName(args, 3)) {
            context.reply().error("ERR " + args.text(2) + " cannot contain spaces, newlines or special characters.");
        } else {
            if (name) {
                client.setLibraryName(args.text(3));
            } else {
                client.setLibraryVersion(args.text(3));
            }
            context.reply().ok();
        }
    }

    private static final CommandSpec INFO = declare("INFO", "6.2.0", 2, "Returns what is known of this connection.")
            .tips("nondeterministic_output")
            .build();

    private static void info(Args args, CommandContext context, ClientSession client) {
        context.reply().verbatim(ClientLine.of(client, context.nowMs()) + "\n");
    }

    private static final CommandSpec LIST = declare("LIST", "2.4.0", -2, "Lists the connections.", ADMIN)
            .complexity("O(N), N being the number of connections")
            .arguments(
                    oneOf("client-type", token("NORMAL"), token("MASTER"), token("REPLICA"), token("PUBSUB"))
                            .after("TYPE")
                            .since("5.0.0")
                            .optional(),
                    integer("client-id").after("ID").since("6.2.0").multiple().optional())
            .tips("nondeterministic_output")
            .build();

    private void list(Args args, CommandContext context, ClientSession client) {
        Predicate<ClientSession> wanted = each -> true;
        if (args.count() == 4 && args.isWord(2, "TYPE")) {
            ClientType type = ClientType.of(args.text(3));
            if (type == null) {
                context.reply().error(ClientType.unknown(args.text(3)));
                return;
            }
            wanted = type::includes;
        } else if (args.count() > 3 && args.isWord(2, "ID")) {
            Set<Long> ids = new HashSet<>();
            for (int i = 3; i < args.count(); i++) {
                if (!args.isLong(i)) {
                    context.reply().error("ERR Invalid client ID");
                    return;
                }
                ids.add(args.toLong(i));
            }
            wanted = each -> ids.contains(each.id());
        } else if (args.count() > 2) {
            context.reply().error(CommandError.SYNTAX);
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (ClientSession each : clients.all()) {
            if (wanted.test(each)) {
                lines.append(ClientLine.of(each, context.nowMs())).append('\n');
            }
        }
        context.reply().verbatim(lines.toString());
    }

    private static final CommandSpec KILL = declare("KILL", "2.4.0", -3, "Closes connections.", ADMIN)
            .complexity("O(N), N being the number of connections")
            .arguments(oneOf(
                    "filter",
                    string("old-format"),
                    oneOf(
                                    "new-format",
                                    integer("client-id")
                                            .after("ID")
                                            .since("2.8.12")
                                            .optional(),
                                    oneOf(
                                                    "client-type",
                                                    token("NORMAL"),
                                                    token("MASTER").since("3.2.0"),
                                                    token("SLAVE"),
                                                    token("REPLICA").since("5.0.0"),
                                                    token("PUBSUB"))
                                            .after("TYPE")
                                            .since("2.8.12")
                                            .optional(),
                                    string("username").after("USER").optional(),
                                    string("addr").after("ADDR").optional(),
                                    string("laddr")
                                            .after("LADDR")
                                            .since("6.2.0")
                                            .optional(),
                                    oneOf("skipme", token("YES"), token("NO"))
                                            .after("SKIPME")
                                            .optional(),
                                    integer("maxage")
                                            .after("MAXAGE")
                                            .since("7.4.0")
                                            .optional())
                            .multiple()))
            .build();

    private void kill(Args args, CommandContext context, ClientSession client) {
        KillFilter filter = KillFilter.parse(args, context);
        if (filter == null) {
            return;
        }
        int killed = 0;
        for (ClientSession each : clients.all()) {
            if (filter.includes(each, client)) {
                killed++;
                if (each == client) {
                    client.closeAfterReply();
                } else {
                    each.kill("another client has killed it");
                }
            }
        }
        if (!filter.isOldForm()) {
            context.reply().integer(killed);
        } else if (killed == 0) {
            context.reply().error("ERR No such client");
        } else {
            context.reply().ok();
        }
    }

    private static CommandSpec.Builder declareOnOff(String name, String since, String summary, Flag... more) {
        return declare(name, since, 3, summary, more).arguments(oneOf("enabled", token("ON"), token("OFF")));
    }

    private static final CommandSpec NO_EVICT = declareOnOff(
                    "NO-EVICT", "7.0.0", "Keeps this connection from being closed to free memory, or not.", ADMIN)
            .build();

    private static final CommandSpec NO_TOUCH = declareOnOff(
                    "NO-TOUCH", "7.2.0", "Keeps what this connection reads from counting as used, or not.")
            .build();

    private static void onOff(Args args, CommandContext context, Consumer<Boolean> setter) {
        boolean on = args.isWord(2, "ON");
        if (on || args.isWord(2, "OFF")) {
            setter.accept(on);
            context.reply().ok();
        } else {
            context.reply().error(CommandError.SYNTAX);
        }
    }

    private static final CommandSpec REPLY = declare("REPLY", "3.2.0", 3, "Says which replies this connection wants.")
            .arguments(oneOf("action", token("ON"), token("OFF"), token("SKIP")))
            .build();

    private static void reply(Args args, CommandContext context, ClientSession client) {
        if (args.isWord(2, "ON")) {
            client.setReplyMode(ReplyMode.ON);
            context.reply().mute(false);
            context.reply().ok();
        } else if (args.isWord(2, "OFF")) {
            client.setReplyMode(ReplyMode.OFF);
        } else if (args.isWord(2, "SKIP")) {
            if (client.replyMode() != ReplyMode.OFF) {
                client.setReplyMode(ReplyMode.SKIP_NEXT);
            }
        } else {
            context.reply().error(CommandError.SYNTAX);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
