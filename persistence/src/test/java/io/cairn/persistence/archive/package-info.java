@NullMarked
package io.cairn.persistence.archive;

import org.jspecify.annotations.NullMarked;
