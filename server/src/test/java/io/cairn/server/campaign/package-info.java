/** Campaigns of docs/reliability.md that need a whole server in a process of its own: killed, short of disk, or with a disk that fails. */
@NullMarked
package io.cairn.server.campaign;

import org.jspecify.annotations.NullMarked;
