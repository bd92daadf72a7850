/** Tests of the commands on sets. */
@NullMarked
package io.cairn.engine.command.set;

import org.jspecify.annotations.NullMarked;
