/**
 * What a benchmark has found, as JSON and as a page. Takes figures from {@code bench}, hands on text.
 */
@NullMarked
package io.cairn.tools.bench.report;

import org.jspecify.annotations.NullMarked;
