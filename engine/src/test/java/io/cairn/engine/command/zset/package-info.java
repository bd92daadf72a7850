/**
 * The commands on sorted sets, held against a real Redis: takes requests from templates and from chance, gives them to both,
 * and compares replies, encodings and what goes to the log.
 */
@NullMarked
package io.cairn.engine.command.zset;

import org.jspecify.annotations.NullMarked;
