/** The commands on places, held against a real Redis: random places, and random questions about them. */
@NullMarked
package io.cairn.engine.command.geo;

import org.jspecify.annotations.NullMarked;
