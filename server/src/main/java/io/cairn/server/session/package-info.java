/**
 * Who is connected. Takes connections from {@code net}, keeps what the server knows of each client from request to
 * request, and hands that to the commands that ask or change it.
 */
@NullMarked
package io.cairn.server.session;

import org.jspecify.annotations.NullMarked;
