/**
 * The kinds of value. Takes records and objects from {@code structure}, hands the commands a typed view of them; each
 * kind knows its compact form, packed in a record, and its large one.
 */
@NullMarked
package io.cairn.engine.value;

import org.jspecify.annotations.NullMarked;
