/**
 * The commands on streams. Takes requests from the executor and looks up {@link io.cairn.engine.value.StreamValue}s in the
 * keyspace; what consumers are given goes to the journal as effects. Nobody waits here: BLOCK ends at once.
 */
@NullMarked
package io.cairn.engine.command.stream;

import org.jspecify.annotations.NullMarked;
