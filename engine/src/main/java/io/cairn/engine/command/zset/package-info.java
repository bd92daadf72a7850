/**
 * The commands on sorted sets. Takes requests from {@code command}, looks up {@link io.cairn.engine.value.SortedSetValue
 * sorted sets} (and plain sets, where Redis takes both) and lets them do the work.
 */
@NullMarked
package io.cairn.engine.command.zset;

import org.jspecify.annotations.NullMarked;
