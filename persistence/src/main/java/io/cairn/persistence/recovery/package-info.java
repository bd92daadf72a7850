/**
 * Starting: takes the files that the last run left, brings the data set back, and reports what was found, cut and
 * refused. Hands on a data set and the place where the log goes on.
 */
@NullMarked
package io.cairn.persistence.recovery;

import org.jspecify.annotations.NullMarked;
