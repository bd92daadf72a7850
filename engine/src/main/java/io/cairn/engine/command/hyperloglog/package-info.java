/**
 * The commands on HyperLogLogs, which are strings in Redis' format. Take requests from {@code command}, work on strings of
 * {@code keyspace} where they lie, and reply.
 */
@NullMarked
package io.cairn.engine.command.hyperloglog;

import org.jspecify.annotations.NullMarked;
