/**
 * What the tests of all modules share. Takes the machine it runs on (which programs are installed, whether this is CI) and
 * the engine; hands on to test classes a way to say what they need, a real Redis to ask, an engine without time or chance,
 * and the data sets of both in a form that can be compared. The other modules see this package, and no other test class of
 * this module, through the test jar.
 */
@NullMarked
package io.cairn.testing;

import org.jspecify.annotations.NullMarked;
