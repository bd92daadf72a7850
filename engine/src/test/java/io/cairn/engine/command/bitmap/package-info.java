/** Tests of {@code io.cairn.engine.command.bitmap}. */
@NullMarked
package io.cairn.engine.command.bitmap;

import org.jspecify.annotations.NullMarked;
