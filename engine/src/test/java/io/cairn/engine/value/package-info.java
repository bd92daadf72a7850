@NullMarked
package io.cairn.engine.value;

import org.jspecify.annotations.NullMarked;
