/**
 * The commands on the bits of strings. Take requests from {@code command}, work on strings of {@code keyspace} where they
 * lie, and reply.
 */
@NullMarked
package io.cairn.engine.command.bitmap;

import org.jspecify.annotations.NullMarked;
