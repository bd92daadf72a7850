/**
 * The commands on sets. Takes arguments from {@link io.cairn.engine.command.CommandExecutor}, has
 * {@link io.cairn.engine.value.SetValue} do the work, answers.
 */
@NullMarked
package io.cairn.engine.command.set;

import org.jspecify.annotations.NullMarked;
