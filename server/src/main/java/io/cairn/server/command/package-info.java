/**
 * The commands about connections and the server itself. Takes arguments from
 * {@link io.cairn.engine.command.CommandExecutor}; reads and changes sessions, settings, snapshots and the log.
 */
@NullMarked
package io.cairn.server.command;

import org.jspecify.annotations.NullMarked;
