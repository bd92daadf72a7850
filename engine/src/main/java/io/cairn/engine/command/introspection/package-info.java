/**
 * COMMAND and its subcommands: what the server says of its own commands. Takes the declarations of all of them from
 * {@link io.cairn.engine.command.CommandTable}, hands them on to clients and proxies as replies, and adds nothing.
 */
@NullMarked
package io.cairn.engine.command.introspection;

import org.jspecify.annotations.NullMarked;
