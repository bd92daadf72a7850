package io.cairn.server.command;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.resp.Args;
import io.cairn.server.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Which clients a CLIENT KILL is about: those that pass all conditions. */
final class KillFilter {
    private final long nowMs;
    private boolean oldForm;
    private boolean skipSelf = true;
    private long id;
    private long maxAgeSeconds;
    private @Nullable String address;
    private @Nullable String localAddress;
    private @Nullable ClientType type;

    private KillFilter(long nowMs) {
        this.nowMs = nowMs;
    }

    /** Reads the arguments; null after an error reply. */
    static @Nullable KillFilter parse(Args args, CommandContext context) {
        KillFilter filter = new KillFilter(context.nowMs());
        if (args.count() == 3) {
            filter.oldForm = true;
            filter.skipSelf = false;
            filter.address = args.text(2);
            return filter;
        }
        for (int i = 2; i < args.count(); i += 2) {
            String error = i + 1 < args.count() ? filter.option(args, i) : CommandError.SYNTAX;
            if (error != null) {
                context.reply().error(error);
                return null;
            }
        }
        return filter;
    }

    private @Nullable String option(Args args, int index) {
        String value = args.text(index + 1);
        if (args.isWord(index, "ID")) {
            id = number(args, index + 1);
            return id > 0 ? null : "ERR client-id should be greater than 0";
        } else if (args.isWord(index, "MAXAGE")) {
            maxAgeSeconds = number(args, index + 1);
            return maxAgeSeconds > 0 ? null : "ERR maxage is not an integer or out of range";
        } else if (args.isWord(index, "TYPE")) {
            type = ClientType.of(value);
            return type == null ? ClientType.unknown(value) : null;
        } else if (args.isWord(index, "USER")) {
            return value.equals("default") ? null : "ERR No such user '" + value + "'";
        } else if (args.isWord(index, "ADDR")) {
            address = value;
        } else if (args.isWord(index, "LADDR")) {
            localAddress = value;
        } else if (args.isWord(index, "SKIPME")) {
            skipSelf = args.isWord(index + 1, "YES");
            return skipSelf || args.isWord(index + 1, "NO") ? null : CommandError.SYNTAX;
        } else {
            return CommandError.SYNTAX;
        }
        return null;
    }

    private static long number(Args args, int index) {
        return args.isLong(index) ? args.toLong(index) : 0;
    }

    /** Whether it was given as one address, which is answered with OK instead of a count. */
    boolean isOldForm() {
        return oldForm;
    }

    boolean includes(ClientSession client, ClientSession caller) {
        return !(skipSelf && client == caller)
                && (id == 0 || client.id() == id)
                && (address == null || client.address().equals(address))
                && (localAddress == null || client.localAddress().equals(localAddress))
                && (type == null || type.includes(client))
                && (maxAgeSeconds == 0 || (nowMs - client.createdAtMs()) / 1000 >= maxAgeSeconds);
    }
}
