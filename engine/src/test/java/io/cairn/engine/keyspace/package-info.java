/** What the databases keep and let go of, looked at from inside. */
@NullMarked
package io.cairn.engine.keyspace;

import org.jspecify.annotations.NullMarked;
