/** Tests of the archive: a model on a disk that loses power, damage, full disks, moments by clocks that step. */
@NullMarked
package io.cairn.persistence.archive;

import org.jspecify.annotations.NullMarked;
