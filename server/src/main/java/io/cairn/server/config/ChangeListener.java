package io.cairn.server.config;

import org.jspecify.annotations.Nullable;

/** Brings into effect what CONFIG SET has changed. */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Called once for a CONFIG SET, with the new values in {@code config}. Returns null when it went well; otherwise Redis' text against it,
     * and then the whole command is undone: the listener is called again, with the old values.
     */
    @Nullable
    String apply(ServerConfig config);
}
