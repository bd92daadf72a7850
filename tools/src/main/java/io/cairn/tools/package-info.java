/** The commands of the command line besides the server. Takes arguments, hands each to the class of its subcommand. */
@NullMarked
package io.cairn.tools;

import org.jspecify.annotations.NullMarked;
