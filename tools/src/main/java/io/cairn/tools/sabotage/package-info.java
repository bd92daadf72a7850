/**
 * Deliberate faults: each is put into a copy of the sources, alone, and a named test must fail then. Takes the list in {@code testdata},
 * hands what it found to whoever runs it. Needs a checkout of the sources and Maven.
 */
@NullMarked
package io.cairn.tools.sabotage;

import org.jspecify.annotations.NullMarked;
