package io.cairn.server.net;

import io.cairn.server.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Decides about a client that has just connected. */
@FunctionalInterface
public interface Greeter {
    /** Why the client is not let in, as an error reply; null if it is. */
    @Nullable
    String refusal(ClientSession session);
}
