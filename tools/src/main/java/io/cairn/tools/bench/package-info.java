/**
 * Measurements of a whole server, most of them beside a real redis-server under the same load. Takes options, starts servers
 * with fresh directories, prints figures. Needs Linux: it reads {@code /proc} and pins processes with {@code taskset}.
 */
@NullMarked
package io.cairn.tools.bench;

import org.jspecify.annotations.NullMarked;
