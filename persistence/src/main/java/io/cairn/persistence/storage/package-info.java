/**
 * The files of one data directory, behind a port.
 *
 * <p>Takes bytes and names from {@code log}, {@code manifest}, {@code rdb} and {@code recovery}, and hands them to the
 * operating system. Nothing else in Cairn touches a file, so that a test can put a disk that forgets in its place.
 */
@NullMarked
package io.cairn.persistence.storage;

import org.jspecify.annotations.NullMarked;
