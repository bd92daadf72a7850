/**
 * The commands: what each one is (a declaration) and does. Takes {@link io.cairn.engine.resp.Args} from the engine,
 * reads and changes a {@link io.cairn.engine.keyspace.Keyspace}, answers through a
 * {@link io.cairn.engine.resp.ReplyWriter}. Families live in packages below.
 */
@NullMarked
package io.cairn.engine.command;

import org.jspecify.annotations.NullMarked;
