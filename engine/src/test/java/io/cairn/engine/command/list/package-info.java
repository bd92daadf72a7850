/** The commands on lists: their replies, encodings and cost. Requests go in as clients send them. */
@NullMarked
package io.cairn.engine.command.list;

import org.jspecify.annotations.NullMarked;
