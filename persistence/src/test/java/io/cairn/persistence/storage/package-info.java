/** Tests of the storage, and a simulated one for the tests of others. */
@NullMarked
package io.cairn.persistence.storage;

import org.jspecify.annotations.NullMarked;
