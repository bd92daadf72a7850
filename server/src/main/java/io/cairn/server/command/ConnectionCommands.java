package io.cairn.server.command;

import static io.cairn.engine.command.AclCategory.CONNECTION;
import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.ALLOW_BUSY;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.NOSCRIPT;
import static io.cairn.engine.command.Flag.NO_AUTH;
import static io.cairn.engine.command.Flag.STALE;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.server.Server;
import io.cairn.server.observe.Info;
import io.cairn.server.session.ClientSession;
import io.cairn.server.session.Password;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands by which a client says who it is and how it wants to be answered. */
final class ConnectionCommands {
    private static final String DEFAULT_USER = "default";
    private static final String WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";

    private final Password password;

    private ConnectionCommands(Server server) {
        this.password = server.password();
    }

    /** All of them, CLIENT included. */
    static List<Command> all(Server server) {
        ConnectionCommands commands = new ConnectionCommands(server);
        List<Command> all = new ArrayList<>(List.of(
                new SessionCommand(PING, ConnectionCommands::ping),
                new SessionCommand(
                        ECHO, (args, context, client) -> context.reply().bulk(args, 1)),
                new SessionCommand(QUIT, ConnectionCommands::quit),
                new SessionCommand(HELLO, commands::hello),
                new SessionCommand(AUTH, commands::auth),
                new SessionCommand(RESET, commands::reset)));
        all.add(ClientCommands.container(server));
        return all;
    }

    private static final CommandSpec PING = command("PING")
            .summary("Answers, to show that the server is alive.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.CONNECTION)
            .arity(-1)
            .flags(FAST)
            .categories(CONNECTION)
            .arguments(string("message").optional())
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .build();

    private static void ping(Args args, CommandContext context, ClientSession client) {
        if (args.count() > 2) {
            context.reply().error(CommandError.wrongArity(PING));
        } else if (args.count() == 2) {
            context.reply().bulk(args, 1);
        } else {
            context.reply().simple("PONG");
        }
    }

    private static final CommandSpec ECHO = command("ECHO")
            .summary("Answers with what it was given.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.CONNECTION)
            .arity(2)
            .flags(FAST, LOADING, STALE)
            .categories(CONNECTION)
            .arguments(string("message"))
            .build();

    private static CommandSpec.Builder beforeAuthentication(String name, String since, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1)")
                .since(since)
                .group(Group.CONNECTION)
                .flags(ALLOW_BUSY, FAST, LOADING, NO_AUTH, NOSCRIPT, STALE)
                .categories(CONNECTION);
    }

    private static final CommandSpec QUIT = beforeAuthentication("QUIT", "1.0.0", "Ends the connection.")
            .deprecated("7.2.0", "just closing the connection")
            .arity(-1)
            .build();

    private static void quit(Args args, CommandContext context, ClientSession client) {
        context.reply().ok();
        client.closeAfterReply();
    }

    private static final CommandSpec RESET = beforeAuthentication(
                    "RESET", "6.2.0", "Forgets all that this connection has set, as if it were new.")
            .arity(1)
            .build();

    private void reset(Args args, CommandContext context, ClientSession client) {
        context.reply().mute(false);
        useProtocol(2, context.reply(), client);
        client.reset(!password.isSet());
        context.reply().simple("RESET");
    }

    private static void useProtocol(int version, ReplyWriter reply, ClientSession client) {
        reply.useProtocol(version);
        client.setProtocol(version);
    }

    private static final CommandSpec AUTH = beforeAuthentication("AUTH", "1.0.0", "Says who the client is.")
            .complexity("O(N), N being the number of passwords of the user")
            .arity(-2)
            .arguments(string("username").since("6.0.0").optional(), string("password"))
            .build();

    private void auth(Args args, CommandContext context, ClientSession client) {
        if (args.count() > 3) {
            context.reply().error(CommandError.SYNTAX);
        } else if (args.count() == 2 && !password.isSet()) {
            context.reply()
                    .error(
                            "ERR AUTH <password> called without any password configured for the default user. Are you sure"
                                    + " your configuration is correct?");
        } else if (authenticate(args, args.count() == 3 ? 1 : 0, args.count() - 1, client)) {
            context.reply().ok();
        } else {
            context.reply().error(WRONG_PASSWORD);
        }
    }

    /** Checks name ({@code userIndex} 0: none was given) and password. A user without a password takes any. */
    private boolean authenticate(Args args, int userIndex, int passwordIndex, ClientSession client) {
        boolean known = userIndex == 0 || args.equals(userIndex, DEFAULT_USER.getBytes(StandardCharsets.US_ASCII));
        boolean right = known && (!password.isSet() || password.matches(args.copy(passwordIndex)));
        if (right) {
            client.setAuthenticated(true);
        }
        return right;
    }

    private static final CommandSpec HELLO = beforeAuthentication(
                    "HELLO", "6.0.0", "Agrees on the protocol's version, and introduces client and server.")
            .arity(-1)
            .arguments(block(
                            "arguments",
                            integer("protover"),
                            block("auth", string("username"), string("password"))
                                    .after("AUTH")
                                    .optional(),
                            string("clientname").after("SETNAME").optional())
                    .optional())
            .build();

    private void hello(Args args, CommandContext context, ClientSession client) {
        ReplyWriter reply = context.reply();
        int version = client.protocol();
        if (args.count() > 1) {
            if (!args.isLong(1)) {
                reply.error("ERR Protocol version is not an integer or out of range");
                return;
            }
            long wanted = args.toLong(1);
            if (wanted < 2 || wanted > 3) {
                reply.error("NOPROTO unsupported protocol version");
                return;
            }
            version = (int) wanted;
        }
        String error = helloOptions(args, client);
        if (error != null) {
            reply.error(error);
            return;
        }
        useProtocol(version, reply, client);
        introduce(reply, client);
    }

    /** Carries out AUTH and SETNAME, each as it comes, up to the first error. Returns that, or null. */
    private @Nullable String helloOptions(Args args, ClientSession client) {
        int i = 2;
        while (i < args.count()) {
            if (args.isWord(i, "AUTH") && i + 2 < args.count()) {
                if (!authenticate(args, i + 1, i + 2, client)) {
                    return WRONG_PASSWORD;
                }
                i += 3;
            } else if (args.isWord(i, "SETNAME") && i + 1 < args.count()) {
                if (!ClientCommands.isName(args, i + 1)) {
                    return ClientCommands.BAD_NAME;
                }
                client.setName(args.text(i + 1));
                i += 2;
            } else {
                return "ERR Syntax error in HELLO option '" + args.text(i) + "'";
            }
        }
        if (!client.isAuthenticated()) {
            return "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH"
                    + " <user> <pass> option can be used to authenticate the client and select the RESP protocol version"
                    + " at the same time";
        }
        return null;
    }

    private static void introduce(ReplyWriter reply, ClientSession client) {
        reply.map(7);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(Info.REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(client.protocol());
        reply.bulk("id");
        reply.integer(client.id());
        reply.bulk("mode");
        reply.bulk("standalone");
        reply.bulk("role");
        reply.bulk("master");
        reply.bulk("modules");
        reply.array(0);
    }
}
