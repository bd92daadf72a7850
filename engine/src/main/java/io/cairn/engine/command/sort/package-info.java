/**
 * SORT. Takes elements of lists, sets and sorted sets, and what other keys hold of them, from their views; hands back an
 * order of them, or a list made of it.
 */
@NullMarked
package io.cairn.engine.command.sort;

import org.jspecify.annotations.NullMarked;
