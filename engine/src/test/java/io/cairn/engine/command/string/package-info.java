/**
 * The commands on strings, held against a real Redis: takes requests from tables and from chance, gives them to both, and
 * compares replies, encodings, expiry, values and what goes to the log.
 */
@NullMarked
package io.cairn.engine.command.string;

import org.jspecify.annotations.NullMarked;
