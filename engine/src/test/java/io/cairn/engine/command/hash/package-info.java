/** Tests of the commands on hashes. */
@NullMarked
package io.cairn.engine.command.hash;

import org.jspecify.annotations.NullMarked;
