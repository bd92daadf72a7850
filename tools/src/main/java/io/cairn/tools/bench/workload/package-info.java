/**
 * {@code bench} itself: the workloads, their data, and their runs on each server in turn; and the way to its other modes. Takes options,
 * has {@code load} send requests, hands results to {@code report}.
 */
@NullMarked
package io.cairn.tools.bench.workload;

import org.jspecify.annotations.NullMarked;
