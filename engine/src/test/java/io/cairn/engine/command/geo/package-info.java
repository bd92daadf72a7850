@NullMarked
package io.cairn.engine.command.geo;

import org.jspecify.annotations.NullMarked;
