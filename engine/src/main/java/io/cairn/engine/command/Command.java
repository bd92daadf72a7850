package io.cairn.engine.command;

import io.cairn.engine.resp.Args;

/** A command: its declaration, and what it does. One instance serves all clients; it keeps no state of a request. */
public interface Command {
    /** The declaration, from which all else about the command is derived. */
    CommandSpec spec();

    /**
     * Executes one request under the engine's lock and writes exactly one reply (unless its declaration says otherwise).
     *
     * <p>The number of arguments fits the declared arity. The command changes the data only through {@code context}, and
     * leaves it as it was when it replies with an error.
     */
    void execute(Args args, CommandContext context);
}
