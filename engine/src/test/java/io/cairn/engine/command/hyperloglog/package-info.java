/** Tests of {@code io.cairn.engine.command.hyperloglog}. */
@NullMarked
package io.cairn.engine.command.hyperloglog;

import org.jspecify.annotations.NullMarked;
