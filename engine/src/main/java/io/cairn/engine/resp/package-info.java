/**
 * The protocol. Takes bytes from a connection's buffer, hands {@link io.cairn.engine.resp.Args} (borrowed slices) to the
 * commands, and takes their replies back as bytes of RESP2 or RESP3 for the connection to send.
 */
@NullMarked
package io.cairn.engine.resp;

import org.jspecify.annotations.NullMarked;
