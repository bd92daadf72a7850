/**
 * The walls. Takes the compiled classes of all modules, for it lives in the topmost, and hands on a failure for every class that reaches
 * around one.
 */
@NullMarked
package io.cairn.architecture;

import org.jspecify.annotations.NullMarked;
