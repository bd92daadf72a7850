/**
 * Cost as data grows, a mode of {@code bench}: fills servers with values, or keys, of several sizes, sends the same commands to each, and
 * judges how processor time grows. Hands a section to {@code report}.
 */
@NullMarked
package io.cairn.tools.bench.growth;

import org.jspecify.annotations.NullMarked;
