/**
 * The engine: the data set and who may change it. Takes parsed requests from a server, an embedding program or the
 * replay of a log; executes them one at a time; hands the changes to the {@link io.cairn.engine.Journal} batch by batch.
 */
@NullMarked
package io.cairn.engine;

import org.jspecify.annotations.NullMarked;
