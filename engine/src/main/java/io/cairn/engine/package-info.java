/** The data set in memory and the ports through which it reaches the world. */
@NullMarked
package io.cairn.engine;

import org.jspecify.annotations.NullMarked;
