/** The durable half: takes executed changes from the engine, keeps them in files that Redis loads, gives them back. */
@NullMarked
package io.cairn.persistence;

import org.jspecify.annotations.NullMarked;
