/** Tests of the manifest: every clause of the format, damage, real Redis. */
@NullMarked
package io.cairn.persistence.manifest;

import org.jspecify.annotations.NullMarked;
