/**
 * What the tests of all modules share. Takes the machine it runs on (which programs are installed, whether this is CI) and hands on to test classes a
 * way to say what they need. The other modules see this package, and no other test class of this module, through the test jar.
 */
@NullMarked
package io.cairn.testing;

import org.jspecify.annotations.NullMarked;
