/**
 * What single operations of structures cost, measured with JMH: tables, trees, packed lists, streams, and the bytes of requests, replies and
 * dumps. Uses what they are made of, hands on figures.
 */
@NullMarked
package io.cairn.benchmarks;

import org.jspecify.annotations.NullMarked;
