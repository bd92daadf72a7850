/**
 * The engine against a real Redis, and against itself after a replay. Takes requests that are made from the commands'
 * declarations and gives them to both; what differs is a bug, or is declared with its reason in one place.
 */
@NullMarked
package io.cairn.engine.differential;

import org.jspecify.annotations.NullMarked;
