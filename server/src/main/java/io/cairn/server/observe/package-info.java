/** What a person may see of the server: its log lines and its figures. Takes numbers from all other parts, changes nothing. */
@NullMarked
package io.cairn.server.observe;

import org.jspecify.annotations.NullMarked;
