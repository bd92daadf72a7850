/**
 * Work shared by two threads: one fills pages with what it makes of a file, the other empties them. Used by whoever loads.
 */
@NullMarked
package io.cairn.persistence.handover;

import org.jspecify.annotations.NullMarked;
