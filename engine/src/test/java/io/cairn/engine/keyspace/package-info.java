@NullMarked
package io.cairn.engine.keyspace;

import org.jspecify.annotations.NullMarked;
