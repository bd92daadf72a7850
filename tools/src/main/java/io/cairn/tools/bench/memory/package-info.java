/**
 * Memory per element, a mode of {@code bench}: fills fresh servers with each kind of value and reads their resident memory. Hands a
 * section to {@code report}.
 */
@NullMarked
package io.cairn.tools.bench.memory;

import org.jspecify.annotations.NullMarked;
