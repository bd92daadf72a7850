package io.cairn.server.command;

import io.cairn.server.session.ClientSession;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The kinds of client that CLIENT LIST and KILL tell apart. All are normal ones as long as nobody subscribes or replicates. */
enum ClientType {
    NORMAL,
    MASTER,
    REPLICA,
    PUBSUB;

    /** The type with this name; null if there is none. */
    static @Nullable ClientType of(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "NORMAL" -> NORMAL;
            case "MASTER" -> MASTER;
            case "SLAVE", "REPLICA" -> REPLICA;
            case "PUBSUB" -> PUBSUB;
            default -> null;
        };
    }

    static String unknown(String name) {
        return "ERR Unknown client type '" + name + "'";
    }

    /** Whether {@code client} is of this type. */
    boolean includes(ClientSession client) {
        return this == NORMAL;
    }
}
