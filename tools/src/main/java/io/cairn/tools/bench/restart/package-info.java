/**
 * Starts with data, a mode of {@code bench}: has a dump and a log written, kills the writer, starts servers with copies of them, and
 * compares what they have loaded. Hands a section to {@code report}.
 */
@NullMarked
package io.cairn.tools.bench.restart;

import org.jspecify.annotations.NullMarked;
