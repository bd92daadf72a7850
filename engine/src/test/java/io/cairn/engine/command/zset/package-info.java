@NullMarked
package io.cairn.engine.command.zset;

import org.jspecify.annotations.NullMarked;
