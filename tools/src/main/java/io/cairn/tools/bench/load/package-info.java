/**
 * The load of a benchmark: requests encoded beforehand, connections that send them in pipelines, and a scanner that judges every
 * reply. Takes a port and requests from {@code bench}, hands back how many were answered, how long it took, and round trips.
 */
@NullMarked
package io.cairn.tools.bench.load;

import org.jspecify.annotations.NullMarked;
