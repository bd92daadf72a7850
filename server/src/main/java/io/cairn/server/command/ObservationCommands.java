package io.cairn.server.command;

import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.STALE;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.server.Server;
import io.cairn.server.observe.Info;
import io.cairn.server.session.ClientSession;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** INFO and TIME: what the server says of itself and of its clock. */
final class ObservationCommands {
    private final Server server;
    private @Nullable Info info;

    private ObservationCommands(Server server) {
        this.server = server;
    }

    static List<Command> all(Server server) {
        ObservationCommands commands = new ObservationCommands(server);
        return List.of(new SessionCommand(INFO, commands::info), new SessionCommand(TIME, commands::time));
    }

    private static final CommandSpec INFO = command("INFO")
            .summary("Returns what there is to know of the server, in sections.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.SERVER)
            .arity(-1)
            .flags(LOADING, STALE)
            .categories(AclCategory.DANGEROUS)
            .arguments(string("section").multiple().optional())
            .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
            .build();

    private void info(Args args, CommandContext context, ClientSession client) {
        List<String> sections = new ArrayList<>();
        for (int i = 1; i < args.count(); i++) {
            sections.add(args.text(i));
        }
        Info present = info;
        if (present == null) {
            // Not before the first request: the server is still being put together when its commands are made.
            present = new Info(server);
            info = present;
        }
        context.reply().verbatim(present.text(sections));
    }

    private static final CommandSpec TIME = command("TIME")
            .summary("Returns the server's clock: seconds since 1970, and microseconds of the present one.")
            .complexity("O(1)")
            .since("2.6.0")
            .group(Group.SERVER)
            .arity(1)
            .flags(FAST, LOADING, STALE)
            .tips("nondeterministic_output")
            .build();

    private void time(Args args, CommandContext context, ClientSession client) {
        long micros = server.datastore().engine().clock().micros();
        context.reply().array(2);
        context.reply().bulkLong(micros / 1_000_000);
        context.reply().bulkLong(micros % 1_000_000);
    }
}
