package io.cairn.engine.structure;

/** What has happened to a tree and its forks: for tests, which must know that what they are to test has happened. */
final class TreeEvents {
    int leafCopies;
    int leafInsertions;
    int leafRemovals;
    int leafCompressions;
    int leafDecompressions;
    int leavesNotCompressed;
    int innerCopies;
    int innerSplits;
    int innerMerges;
    int innerBalances;
    int rootGrowths;
    int rootCollapses;
    int pageSplits;
    int pageJoins;
    int pageRebuilds;
    int compactions;
    int largeRecords;
}
