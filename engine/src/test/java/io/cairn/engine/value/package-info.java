/**
 * The kinds of value against models: takes steps from chance, applies them to a value in a keyspace and to a model, compares
 * both after each, with snapshots open and without.
 */
@NullMarked
package io.cairn.engine.value;

import org.jspecify.annotations.NullMarked;
