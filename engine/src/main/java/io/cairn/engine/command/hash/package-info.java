/**
 * The commands on hashes. Takes arguments from {@link io.cairn.engine.command.CommandExecutor}, has
 * {@link io.cairn.engine.value.HashValue} do the work, answers.
 */
@NullMarked
package io.cairn.engine.command.hash;

import org.jspecify.annotations.NullMarked;
