/**
 * The commands on keys, whatever they hold. Takes arguments from {@link io.cairn.engine.command.CommandExecutor};
 * looks keys up, moves, copies, lists and removes them, says when they expire.
 */
@NullMarked
package io.cairn.engine.command.generic;

import org.jspecify.annotations.NullMarked;
