/**
 * Waits at a load that is far from the most, for long, a mode of {@code bench}: requests come at a fixed rate whatever the server does, while
 * keys are overwritten, inserted and expire. Hands a section to {@code report}.
 */
@NullMarked
package io.cairn.tools.bench.steady;

import org.jspecify.annotations.NullMarked;
