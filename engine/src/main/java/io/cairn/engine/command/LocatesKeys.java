package io.cairn.engine.command;

import io.cairn.engine.resp.Args;

/**
 * A command whose {@link KeySpec}s do not say all: where its keys are, or what it does with them, depends on its other
 * arguments. It is asked; the specs are for clients.
 */
public interface LocatesKeys extends Command {
    /**
     * Adds the keys of a request to {@code keys}; none if it is malformed.
     *
     * @param first which argument is the command's name; the number of arguments from there fits the arity
     */
    void locateKeys(Args args, int first, KeyFinder keys);
}
