/**
 * The commands on places: sorted sets whose scores are cells of the earth's surface. Takes requests from {@code command},
 * turns coordinates into scores and areas into ranges of scores, and leaves the rest to {@link
 * io.cairn.engine.value.SortedSetValue sorted sets}.
 */
@NullMarked
package io.cairn.engine.command.geo;

import org.jspecify.annotations.NullMarked;
