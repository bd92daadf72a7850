/**
 * The commands on strings. Takes arguments from {@link io.cairn.engine.command.CommandExecutor}, changes strings in
 * place where they fit, answers.
 */
@NullMarked
package io.cairn.engine.command.string;

import org.jspecify.annotations.NullMarked;
