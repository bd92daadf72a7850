package io.cairn.engine.structure;

/** Counts what changed a table's shape since it was created: tests fail if what they are about did not happen. */
final class TableEvents {
    long pageSplits;
    long pageMerges;
    long pageRebuilds;
    long compactions;
    long pageCopies;
    long partSplits;
    long partMerges;
    long partCopies;
    long topCopies;
}
