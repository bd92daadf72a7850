/**
 * The manifest: which files make up the data set, and in which order.
 *
 * <p>Takes file names and sequence numbers from {@code snapshot} and {@code recovery} and keeps them in Redis' manifest
 * file through {@code storage}, so that at any instant the directory holds one whole manifest.
 */
@NullMarked
package io.cairn.persistence.manifest;

import org.jspecify.annotations.NullMarked;
