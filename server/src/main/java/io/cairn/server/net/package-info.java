/**
 * The network. Takes bytes from sockets, lets {@code engine.resp} find the requests in them, has the engine execute all
 * that one turn of the loop brought as one batch, and sends the replies as soon as durability allows.
 */
@NullMarked
package io.cairn.server.net;

import org.jspecify.annotations.NullMarked;
