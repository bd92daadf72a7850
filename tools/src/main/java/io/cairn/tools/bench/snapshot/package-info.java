/**
 * Saves under load, a mode of {@code bench}: overwrites all data while the server saves it, measures what that costs clients and how much
 * memory it takes, and compares each dump with what was there when BGSAVE came. Hands a section to {@code report}.
 */
@NullMarked
package io.cairn.tools.bench.snapshot;

import org.jspecify.annotations.NullMarked;
