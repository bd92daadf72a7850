/** SORT, held against a real Redis. */
@NullMarked
package io.cairn.engine.command.sort;

import org.jspecify.annotations.NullMarked;
