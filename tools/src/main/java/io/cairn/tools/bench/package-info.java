/**
 * Measurements of a whole server, most of them beside a real redis-server under the same load. Takes options, starts servers
 * with fresh directories, hands figures to {@code report} or prints them. Needs Linux: it reads {@code /proc} and pins processes with
 * {@code taskset}.
 *
 * <p>Here are the processes, connections, data and tables that all measurements share, what every {@link io.cairn.tools.bench.Mode} of
 * {@code bench} has in common, and the commands {@code measure-commit} and {@code measure-kill}. Each mode has a package of its own, which
 * uses this one.
 */
@NullMarked
package io.cairn.tools.bench;

import org.jspecify.annotations.NullMarked;
