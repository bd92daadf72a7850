/** Tests of loading that need no data set. */
@NullMarked
package io.cairn.persistence.recovery;

import org.jspecify.annotations.NullMarked;
