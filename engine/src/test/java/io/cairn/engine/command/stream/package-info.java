/** The commands on streams: what does not come out of a comparison with Redis 7.0, and cost. Requests go in as clients send them. */
@NullMarked
package io.cairn.engine.command.stream;

import org.jspecify.annotations.NullMarked;
