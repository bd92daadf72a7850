/**
 * The commands on lists. Takes arguments from {@link io.cairn.engine.command.CommandExecutor}, reads and changes lists
 * through their view, answers.
 */
@NullMarked
package io.cairn.engine.command.list;

import org.jspecify.annotations.NullMarked;
