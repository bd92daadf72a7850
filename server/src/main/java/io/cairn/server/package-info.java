/**
 * The server: reads the configuration, opens the data set, puts sockets in front of it, and ends in order. Takes a command
 * line, hands requests to the engine and replies to clients.
 */
@NullMarked
package io.cairn.server;

import org.jspecify.annotations.NullMarked;
