/**
 * Starts without data, a mode of {@code bench}: how long until the first answer, and how much memory an idle server takes. Hands a section
 * to {@code report}.
 */
@NullMarked
package io.cairn.tools.bench.start;

import org.jspecify.annotations.NullMarked;
